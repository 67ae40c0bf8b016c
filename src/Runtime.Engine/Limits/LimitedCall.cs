namespace Runtime.Engine.Limits;

/// <summary>An activity call as limits see it.</summary>
internal abstract class LimitedCall
{
    public abstract string Activity { get; }

    public abstract IReadOnlyDictionary<string, string>? Tags { get; }

    /// <summary>Where the call waits or counts; owned by <see cref="FairQueue"/>, null without limits.</summary>
    public ActivityLane? Lane { get; set; }
}
