namespace Runtime.Engine.Pumps;

/// <summary>The run is held back because its code does not fit its history or its history cannot be read. It is stored as it was.</summary>
public sealed class RunParkedException : Exception
{
    /// <summary>The run is held back.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="reason">Why.</param>
    public RunParkedException(string instanceId, string reason)
        : base($"Run '{instanceId}' is held back: {reason}") => InstanceId = instanceId;

    /// <summary>The run.</summary>
    public string InstanceId { get; }
}
