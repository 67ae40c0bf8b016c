using System.Collections.Concurrent;

namespace Runtime.Engine.Pumps;

/// <summary>Gives runs their turns on the thread pool: the code of at most so many at a time, in the order they became ready. Never polls.</summary>
internal sealed class TurnPump(int turnsMax, Func<LiveRun, Task> turn, Action<IThreadPoolWorkItem> schedule) : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<LiveRun> ready = new();
    private readonly Places workers = new(turnsMax);
    private int underWay;
    private TaskCompletionSource? idle;

    /// <summary>Turns that run, commit or wait.</summary>
    public int UnderWay => Volatile.Read(ref underWay);

    public void Enqueue(LiveRun run)
    {
        Interlocked.Increment(ref underWay);
        ready.Enqueue(run);
        StartWorker();
    }

    /// <summary>Completes when no turn runs, commits or waits.</summary>
    public Task IdleAsync()
    {
        var source = Interlocked.CompareExchange(ref idle, new(TaskCreationOptions.RunContinuationsAsynchronously), null) ?? idle;
        if (Volatile.Read(ref underWay) == 0)
            source!.TrySetResult();
        return source!.Task;
    }

    public void Execute()
    {
        while (ready.TryDequeue(out var run))
            _ = TurnAsync(run);
        workers.Leave();
        if (!ready.IsEmpty)
            StartWorker();
    }

    private void StartWorker()
    {
        if (workers.TryEnter())
            schedule(this);
    }

    /// <summary>Runs until the first await: the code and its plan. The commit and what follows it belong to no worker.</summary>
    private async Task TurnAsync(LiveRun run)
    {
        await turn(run);
        if (Interlocked.Decrement(ref underWay) == 0)
            idle?.TrySetResult();
    }
}
