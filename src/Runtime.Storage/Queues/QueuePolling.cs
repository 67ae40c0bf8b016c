namespace Workflows.Storage;

/// <summary>
/// How long one loop waits before it asks a store again that cannot wake it: twice as long each time, up to a longest wait. One loop uses
/// it; it is not safe for several threads.
/// </summary>
public sealed class QueuePolling
{
    /// <summary>The first wait.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private readonly TimeSpan longest;
    private TimeSpan next;
    private TimeSpan asked;

    /// <summary>Begins with the shortest wait.</summary>
    /// <param name="maxInterval">The longest wait, at least 100 ms: maxPollingInterval of host.json.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less.</exception>
    public QueuePolling(TimeSpan maxInterval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInterval, Shortest);
        longest = maxInterval;
        next = Shortest;
    }

    /// <summary>Something was found: the next wait is the shortest again.</summary>
    public void Found() => next = Shortest;

    /// <summary>The last question took so long: the next wait is at least as long, so that a costly one is asked for no more than half of the time.</summary>
    /// <param name="time">How long.</param>
    public void Took(TimeSpan time) => asked = time;

    /// <summary>The wait that is due now, between three quarters and the whole of the interval, so that many readers do not ask in
    /// step.</summary>
    public TimeSpan Next()
    {
        var wait = next * (0.75 + (Random.Shared.NextDouble() / 4));
        next = next * 2 < longest ? next * 2 : longest;
        return wait > asked ? wait : asked;
    }
}
