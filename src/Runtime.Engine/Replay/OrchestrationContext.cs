using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>The durable context that orchestrator code sees. What the code asks for becomes a decision; what it waits for, an open task.</summary>
internal sealed partial class OrchestrationContext(OrchestrationEnvironment environment, string instanceId, ExecutionStarted started, TurnScheduler scheduler)
    : TaskOrchestrationContext
{
    private readonly Dictionary<int, IOpenTask> open = [];
    private readonly PriorityQueue<OpenTimer, (DateTime, int)> timers = new();
    private readonly EventInbox inbox = new(environment.Converter);
    private int nextTaskId;
    private int guidCounter;
    private int openTimers;

    public override TaskName Name => new(started.Name);

    public override string InstanceId => instanceId;

    public override string Version => started.Version;

    public override ParentOrchestrationInstance? Parent { get; } =
        started.Parent is { } parent ? new ParentOrchestrationInstance(new TaskName(parent.Name), parent.InstanceId) : null;

    public override IReadOnlyDictionary<string, object?> Properties => environment.Properties?.Values ?? base.Properties;

    public override DateTime CurrentUtcDateTime => Now;

    public override bool IsReplaying => Replaying;

    /// <summary>The time of the present turn.</summary>
    public DateTime Now { get; set; }

    public bool Replaying { get; set; }

    /// <summary>What the code decided in the present turn.</summary>
    public List<HistoryEvent> Decisions { get; set; } = [];

    public string? CustomStatus { get; private set; }

    /// <summary>What the code passed to ContinueAsNew; null when it did not.</summary>
    public (ContinuedAsNew Decision, bool KeepsEvents)? Continuation { get; private set; }

    /// <summary>Activities and sub-orchestrations that have not answered yet.</summary>
    public IReadOnlyDictionary<int, IOpenTask> Open => open;

    public EventInbox Inbox => inbox;

    /// <summary>Timers that have not fired, the next one first.</summary>
    public IEnumerable<OpenTimer> Timers => firing.Values.OrderBy(timer => timer.FireAt);

    public bool HasOpenTimers => openTimers > 0;

    protected override ILoggerFactory LoggerFactory => environment.Loggers;

    /// <summary>When the next timer is due; null when none is open.</summary>
    public DateTime? NextTimer
    {
        get
        {
            while (timers.TryPeek(out var next, out _) && !next.IsOpen)
                timers.Dequeue();
            return timers.TryPeek(out var timer, out _) ? timer.FireAt : null;
        }
    }

    public override T? GetInput<T>()
        where T : default => started.Input is null ? default : environment.Converter.Deserialize<T>(started.Input);

    public object? GetInput(Type type) => started.Input is null ? null : environment.Converter.Deserialize(started.Input, type);

    public override Task CreateTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        RequireTurn();
        if (fireAt.Kind == DateTimeKind.Local)
            throw new ArgumentException("The time of a durable timer must be UTC; compute it from CurrentUtcDateTime.", nameof(fireAt));
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        return fireAt - Now <= environment.TimerIntervalMax ? StartTimer(fireAt, cancellationToken) : LongTimerAsync(fireAt, cancellationToken);
    }

    public override Task<T> WaitForExternalEvent<T>(string eventName, CancellationToken cancellationToken = default)
    {
        RequireTurn();
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        return cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : inbox.WaitAsync<T>(eventName, cancellationToken);
    }

    public override void SendEvent(string instanceId, string eventName, object payload)
    {
        RequireTurn();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        ArgumentException.ThrowIfNullOrEmpty(eventName);
        Decisions.Add(new EventSent(nextTaskId++, instanceId, eventName, environment.Converter.Serialize(payload)));
    }

    public override void SetCustomStatus(object? customStatus)
    {
        RequireTurn();
        var json = customStatus is null ? null : environment.Converter.Serialize(customStatus);
        if (json?.Length > CustomStatusCharsMax)
            throw new ArgumentException($"The custom status has {json.Length} characters; at most {CustomStatusCharsMax} (16 KB of UTF-16) are allowed.", nameof(customStatus));
        CustomStatus = json;
    }

    public override void ContinueAsNew(object? newInput = null, bool preserveUnprocessedEvents = true) =>
        ContinueAsNew(new ContinueAsNewOptions { NewInput = newInput, PreserveUnprocessedEvents = preserveUnprocessedEvents });

    public override void ContinueAsNew(ContinueAsNewOptions options)
    {
        RequireTurn();
        var decision = new ContinuedAsNew(environment.Converter.Serialize(options.NewInput), options.NewVersion ?? started.Version);
        Continuation = (decision, options.PreserveUnprocessedEvents);
    }

    public override Guid NewGuid()
    {
        RequireTurn();
        return DeterministicGuid.Create(started.GuidSeed ?? InstanceId, Now, guidCounter++);
    }

    /// <summary>The next task gets this id or a greater one.</summary>
    public void SkipTaskIds(int next) => nextTaskId = Math.Max(nextTaskId, next);

    /// <summary>Timers due at a time, in the order they are due. They stay open until their event is applied.</summary>
    public IEnumerable<TimerFired> DueTimers(DateTime at)
    {
        while (NextTimer is { } due && due <= at)
            yield return new TimerFired(timers.Dequeue().TaskId);
    }

    private const int CustomStatusCharsMax = 8 * 1024;      // 16 KB of UTF-16, Durable Functions' limit

    private Task StartTimer(DateTime fireAt, CancellationToken cancellationToken)
    {
        var timer = new OpenTimer(nextTaskId++, Now, DateTime.SpecifyKind(fireAt, DateTimeKind.Utc));
        Decisions.Add(new TimerCreated(timer.TaskId, timer.FireAt));
        timers.Enqueue(timer, (timer.FireAt, timer.TaskId));
        firing[timer.TaskId] = timer;
        openTimers++;
        if (cancellationToken.CanBeCanceled)
            cancellationToken.Register(() => Cancel(timer, cancellationToken));
        return timer.Task;
    }

    private async Task LongTimerAsync(DateTime fireAt, CancellationToken cancellationToken)
    {
        while (fireAt - Now > environment.TimerIntervalMax)
            await StartTimer(Now + environment.TimerIntervalMax, cancellationToken);
        if (fireAt > Now)
            await StartTimer(fireAt, cancellationToken);
    }

    private void Cancel(OpenTimer timer, CancellationToken cancellationToken)
    {
        if (!firing.Remove(timer.TaskId))
            return;
        openTimers--;
        timer.TrySetCanceled(cancellationToken);
    }

    private void RequireTurn()
    {
        if (!scheduler.InTurn)
            throw new InvalidOperationException("The orchestration context was used outside the orchestrator's own turn. Await only tasks that the context created, and do not use it from Task.Run.");
    }
}
