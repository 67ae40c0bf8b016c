namespace Runtime.Engine.Replay;

/// <summary>
/// Runs an orchestrator's continuations on the thread of its turn and nowhere else, so that one thread at a time sees the orchestrator's state.
/// A continuation that comes from outside a turn means that the code awaited something the durable context did not create.
/// </summary>
internal sealed class TurnScheduler(Action? foreignAwait) : TaskScheduler
{
    private readonly Queue<Task> ready = new();
    private Thread? turnThread;

    /// <summary>Whether the caller runs on the thread of a turn in progress.</summary>
    public bool InTurn => turnThread == Thread.CurrentThread;

    /// <summary>A continuation arrived from outside a turn.</summary>
    public bool SawForeignAwait { get; private set; }

    public override int MaximumConcurrencyLevel => 1;

    /// <summary>Makes the calling thread the turn's while <paramref name="action"/> runs. A synchronization context of the caller's stays outside.</summary>
    public void Run<T>(Action<T> action, T state)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        turnThread = Thread.CurrentThread;
        try
        {
            action(state);
        }
        finally
        {
            turnThread = null;
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Calls code so that what it awaits goes on in this scheduler, and runs every continuation that follows.</summary>
    public T Enter<T>(Func<T> code)
    {
        var first = new Task<T>(code);
        first.Start(this);
        RunReady();
#pragma warning disable VSTHRD002 // the task has run: this only gives its result or throws what it threw
        return first.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>
    /// Runs the continuations that are ready, and those that follow from them. Durable tasks are completed outside of any continuation, for
    /// then the runtime continues code behind ConfigureAwait(false) at once, on this thread; inside, it would go to the thread pool.
    /// </summary>
    public void RunReady()
    {
        while (ready.TryDequeue(out var next))
            TryExecuteTask(next);
    }

    /// <summary>Looks out for the end of the code: outside a turn, something foreign has brought it there, and a turn must conclude it.</summary>
    public void Watch(Task code) => _ = code.ContinueWith(
        static (_, scheduler) => ((TurnScheduler)scheduler!).CodeEnded(),
        this,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        Default);

    protected override void QueueTask(Task task)
    {
        if (InTurn)
        {
            ready.Enqueue(task);
            return;
        }

        SeeForeignAwait();
    }

    /// <summary>Never: continuations run in the order they became ready, on whatever kind of thread the turn is.</summary>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks() => ready;

    private void CodeEnded()
    {
        if (!InTurn)
            SeeForeignAwait();
    }

    private void SeeForeignAwait()
    {
        SawForeignAwait = true;
        foreignAwait?.Invoke();
    }
}
