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

    /// <summary>Runs <paramref name="action"/> and every continuation that follows from it.</summary>
    public void Run(Action<object?> action, object state)
    {
        turnThread = Thread.CurrentThread;
        try
        {
            var turn = new Task(action, state);
            turn.RunSynchronously(this);
            while (ready.TryDequeue(out var next))
                TryExecuteTask(next);
#pragma warning disable VSTHRD002 // the task has run: this only throws what it threw
            turn.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            turnThread = null;
        }
    }

    protected override void QueueTask(Task task)
    {
        if (InTurn)
        {
            ready.Enqueue(task);
            return;
        }

        SawForeignAwait = true;
        foreignAwait?.Invoke();
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        InTurn && !taskWasPreviouslyQueued && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => ready;
}
