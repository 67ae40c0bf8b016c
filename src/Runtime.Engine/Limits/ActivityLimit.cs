namespace Runtime.Engine.Limits;

/// <summary>
/// A limit on the activities of some name. Of several limits the first one whose name fits holds. What exceeds a limit waits; nothing is refused.
/// Limits hold in this process and can be changed while it runs.
/// </summary>
public sealed record ActivityLimit
{
    /// <summary>The activity's name, compared without case; a <c>*</c> at the end stands for any rest, and alone for every activity.</summary>
    public string Activity { get; init; } = "*";

    /// <summary>How many of these activities run at the same time, over all keys; null for no limit.</summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>
    /// The tag of the run whose value is the activity's key, for example <c>tenant</c>. Keys get their turns one after another, so that one with
    /// much to do does not hold up the others. A run without the tag has the key "". Null: all have the same key.
    /// </summary>
    public string? KeyTag { get; init; }

    /// <summary>How many of these activities run at the same time for one key; null for no limit.</summary>
    public int? MaxConcurrentPerKey { get; init; }

    /// <summary>How many of these activities start in a second for one key, evenly spaced; null for no limit.</summary>
    public double? RatePerSecond { get; init; }

    /// <summary>How many may start at once after a pause, where there is a rate.</summary>
    public int Burst { get; init; } = 1;

    /// <summary>
    /// Greater ones go first. Without a limit activities have 0. So that nothing waits for ever, one place in eight goes to the priority that was
    /// served longest ago.
    /// </summary>
    public int Priority { get; init; }
}
