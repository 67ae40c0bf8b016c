namespace Runtime.Host.Triggers;

/// <summary>Counts the calls that triggers made and that still run, and tells them when their time is over.</summary>
internal sealed class TriggerCalls : IDisposable
{
    private readonly CancellationTokenSource cancelled = new();
    private int running;

    public int Running => Volatile.Read(ref running);

    /// <summary>Ends when a stop's deadline is over: functions are asked to give up.</summary>
    public CancellationToken Cancelled => cancelled.Token;

    public Task CancelAsync() => cancelled.CancelAsync();

    /// <summary>One call more, until it is disposed.</summary>
    public IDisposable Begin() => new Call(this);

    public void Dispose() => cancelled.Dispose();

    private sealed class Call : IDisposable
    {
        private readonly TriggerCalls calls;

        public Call(TriggerCalls calls)
        {
            this.calls = calls;
            Interlocked.Increment(ref calls.running);
        }

        public void Dispose() => Interlocked.Decrement(ref calls.running);
    }
}
