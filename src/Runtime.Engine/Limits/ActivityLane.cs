namespace Runtime.Engine.Limits;

/// <summary>The calls of one key under one limit, in the order they came. Owned by <see cref="FairQueue"/> and guarded by its lock.</summary>
internal sealed class ActivityLane(LimitInUse limit, string key)
{
    public enum Hold
    {
        /// <summary>Nothing waits.</summary>
        Empty,

        /// <summary>In its priority's ring.</summary>
        Ready,

        /// <summary>As many of the key run as may.</summary>
        Key,

        /// <summary>As many under the limit run as may.</summary>
        Limit,

        /// <summary>The rate allows the next one later.</summary>
        Rate,
    }

    private readonly long interval = limit.Limit.RatePerSecond is { } rate ? Math.Max(1, (long)(TimeSpan.TicksPerSecond / rate)) : 0;
    private long paidUntil;

    public LimitInUse Limit => limit;

    public string Key => key;

    public Queue<LimitedCall> Waiting { get; } = new();

    public int Running { get; set; }

    public Hold State { get; set; }

    public string? HeldBackBy => State switch
    {
        Hold.Key => $"the limit of {limit.Limit.MaxConcurrentPerKey} '{limit.Limit.Activity}' at the same time for the key '{key}'",
        Hold.Limit => $"the limit of {limit.Limit.MaxConcurrent} '{limit.Limit.Activity}' at the same time",
        Hold.Rate => $"the rate of {limit.Limit.RatePerSecond} '{limit.Limit.Activity}' a second for the key '{key}'",
        _ => null,
    };

    public bool KeyIsFull => Running >= limit.Limit.MaxConcurrentPerKey;

    /// <summary>
    /// When the next call may start (ticks of the queue's clock). Generic cell rate algorithm: each start pays one interval, a burst in advance.
    /// </summary>
    public long NextStart => interval == 0 ? 0 : paidUntil - (limit.Limit.Burst - 1) * interval;

    /// <summary>Whether nothing would be lost by forgetting the lane.</summary>
    public bool IsIdle(long now) => State == Hold.Empty && Running == 0 && paidUntil <= now;

    public void Pay(long now) => paidUntil = interval == 0 ? 0 : Math.Max(paidUntil, now) + interval;

    /// <summary>The limit was replaced: what was started lately still counts.</summary>
    public void TakeOver(ActivityLane before, long now) =>
        paidUntil = interval == 0 ? 0 : Math.Min(before.paidUntil, now + interval * limit.Limit.Burst);
}

/// <summary>A limit and what runs under it.</summary>
internal sealed class LimitInUse(ActivityLimit limit)
{
    public ActivityLimit Limit => limit;

    public int Running { get; set; }

    /// <summary>Lanes that could go on but for this limit, the one that waits longest first.</summary>
    public Queue<ActivityLane> Held { get; } = new();

    public bool IsFull => Running >= limit.MaxConcurrent;
}
