namespace Workflows.Storage.Embedded;

/// <summary>Wakes whoever waits. A wait begins when <see cref="Next"/> is read: what fires later ends it.</summary>
internal sealed class Pulse
{
    private TaskCompletionSource? waiting;

    /// <summary>Completes at the next <see cref="Fire"/>.</summary>
    public Task Next
    {
        get
        {
            var known = Volatile.Read(ref waiting);
            if (known is not null)
                return known.Task;
            var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (Interlocked.CompareExchange(ref waiting, mine, null) ?? mine).Task;
        }
    }

    public void Fire() => Interlocked.Exchange(ref waiting, null)?.TrySetResult();
}
