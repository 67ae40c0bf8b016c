namespace Workflows.Storage;

/// <summary>When a message becomes visible and when it vanishes.</summary>
public sealed record SendOptions
{
    /// <summary>What a message lives when nothing is said.</summary>
    public static readonly TimeSpan DefaultTimeToLive = TimeSpan.FromDays(7);

    /// <summary>The message stays hidden for so long: zero to 7 days, and shorter than its life.</summary>
    public TimeSpan VisibilityDelay { get; init; }

    /// <summary>The message vanishes after so long: at least 1 second; <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan TimeToLive { get; init; } = DefaultTimeToLive;
}
