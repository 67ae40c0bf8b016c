using System.Collections.Concurrent;

namespace Workflows.Testing;

/// <summary>Runs an engine's work one piece at a time, in the order it came, on the thread pool: the same test has the same order every time.</summary>
internal sealed class SerialQueue : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<IThreadPoolWorkItem> waiting = new();
    private int pending;
    private TaskCompletionSource changed = NewSignal();

    /// <summary>Whether a piece runs or waits.</summary>
    public bool IsBusy => Volatile.Read(ref pending) > 0;

    /// <summary>Ends when something was added or ended after the call.</summary>
    public Task Changed => Volatile.Read(ref changed).Task;

    public void Add(IThreadPoolWorkItem item)
    {
        waiting.Enqueue(item);
        if (Interlocked.Increment(ref pending) == 1)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Signal();
    }

    public void Execute()
    {
        do
        {
            if (waiting.TryDequeue(out var item))
                item.Execute();
        }
        while (Interlocked.Decrement(ref pending) > 0);
        Signal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Signal() => Interlocked.Exchange(ref changed, NewSignal()).TrySetResult();
}
