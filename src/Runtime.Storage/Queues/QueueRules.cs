namespace Workflows.Storage;

/// <summary>The ranges of Azure Storage, held to by every store.</summary>
internal static class QueueRules
{
    private const int MessagesMax = 32;                                     // of one receive or peek

    private static readonly TimeSpan HiddenMax = TimeSpan.FromDays(7);
    private static readonly TimeSpan LifeMin = TimeSpan.FromSeconds(1);

    /// <returns>The delay, and the life; null: for ever.</returns>
    public static (TimeSpan Delay, TimeSpan? Life) Check(SendOptions? options)
    {
        options ??= new SendOptions();
        var life = options.TimeToLive == Timeout.InfiniteTimeSpan ? (TimeSpan?)null : options.TimeToLive;
        if (life < LifeMin)
            throw new ArgumentOutOfRangeException(nameof(options), options.TimeToLive, "A message lives at least 1 second; Timeout.InfiniteTimeSpan: for ever.");
        if (options.VisibilityDelay < TimeSpan.Zero || options.VisibilityDelay > HiddenMax)
            throw new ArgumentOutOfRangeException(nameof(options), options.VisibilityDelay, "A message can be delayed by up to 7 days.");
        if (options.VisibilityDelay >= life)
            throw new ArgumentOutOfRangeException(nameof(options), options.VisibilityDelay, "The message would vanish before it is ever visible.");
        return (options.VisibilityDelay, life);
    }

    public static void CheckReceive(int max, TimeSpan visibility)
    {
        CheckCount(max);
        if (visibility < LifeMin || visibility > HiddenMax)
            throw new ArgumentOutOfRangeException(nameof(visibility), visibility, "A received message is hidden for 1 second to 7 days.");
    }

    public static void CheckRenew(TimeSpan visibility, ReadOnlyMemory<byte>? body)
    {
        if (visibility < TimeSpan.Zero || visibility > HiddenMax)
            throw new ArgumentOutOfRangeException(nameof(visibility), visibility, "A message is hidden for up to 7 days.");
        if (body is { } bytes)
            QueueBody.Check(bytes.Span);
    }

    public static void CheckCount(int max)
    {
        if (max is < 1 or > MessagesMax)
            throw new ArgumentOutOfRangeException(nameof(max), max, "One call gives 1 to 32 messages.");
    }
}
