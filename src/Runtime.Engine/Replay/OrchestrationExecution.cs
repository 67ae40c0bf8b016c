using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>
/// One execution of an orchestrator, live in memory: events in, decisions out. It has no clock, does no I/O and logs nothing, so that the same
/// code and the same turns give the same decisions, whether a turn is new or read from the store.
/// </summary>
internal sealed class OrchestrationExecution
{
    private readonly TurnScheduler scheduler;
    private readonly OrchestrationContext context;
    private readonly OrchestrationEnvironment environment;
    private readonly ITaskOrchestrator? code;
    private readonly List<HistoryEvent> held = [];
    private IReadOnlyList<HistoryEvent> received = [];
    private Task<object?>? running;
    private SuspendRequested? suspension;
    private SuspendRequested? suspendedAtEnd;
    private Admission admission = Admission.Run;
    private int turns;

    /// <summary>An execution that has seen no turn yet.</summary>
    /// <param name="environment">What the executions of this process share.</param>
    /// <param name="instanceId">The run.</param>
    /// <param name="started">The execution's first event.</param>
    /// <param name="code">The orchestrator; null when this process has none of that name.</param>
    /// <param name="needsTurn">Called from any thread when the execution must be given a turn although nothing arrived.</param>
    public OrchestrationExecution(
        OrchestrationEnvironment environment, string instanceId, ExecutionStarted started, ITaskOrchestrator? code, Action? needsTurn = null)
    {
        scheduler = new TurnScheduler(needsTurn);
        Started = started;
        this.environment = environment;
        this.code = code;
        context = new OrchestrationContext(environment, instanceId, started, scheduler);
    }

    public ExecutionStarted Started { get; }

    public OrchestrationRuntimeStatus Status { get; private set; } = OrchestrationRuntimeStatus.Pending;

    public string? CustomStatus => context.CustomStatus;

    /// <summary>How the execution ended; null while it goes on.</summary>
    public HistoryEvent? Outcome { get; private set; }

    public bool IsSuspended { get; private set; }

    /// <summary>Whether the code has begun.</summary>
    public bool HasBegun => running is not null;

    /// <summary>Why the code must not begin in the next new turn; null when it may.</summary>
    public string? RefusedBecause { get; set; }

    /// <summary>The request to terminate the sub-orchestrations as well; null when there was none.</summary>
    public TerminateRequested? TerminatesChildren { get; private set; }

    /// <summary>Activities and sub-orchestrations that have not answered yet.</summary>
    public IReadOnlyDictionary<int, IOpenTask> Open => context.Open;

    /// <summary>Activities that were called and have no result in history.</summary>
    public IEnumerable<ActivityScheduled> RunningActivities =>
        context.Open.Values.Select(task => task.Decision).OfType<ActivityScheduled>().Where(call => !IsAnswered(call.TaskId));

    /// <summary>The entity lock the code holds or waits for; null when it does neither.</summary>
    public EntitiesLocked? Lock => context.Lock;

    /// <summary>Timers that have not fired, the next one first.</summary>
    public IEnumerable<OpenTimer> Timers => context.Timers;

    /// <summary>When the code is to begin; null when it has begun.</summary>
    public DateTime? StartsAt => running is null ? Started.StartAt : null;

    /// <summary>Why this worker does not begin the execution; null when it does.</summary>
    public string? HeldBecause => running is null ? admission.HeldBecause : null;

    /// <summary>Names of events the code waits for.</summary>
    public IEnumerable<string> WaitingFor => context.Inbox.WaitingFor;

    /// <summary>Number of turns so far.</summary>
    public int Turns => turns;

    /// <summary>When the execution needs a turn although nothing arrives: its start or its next timer; null when it does not.</summary>
    public DateTime? NextWake => Outcome is not null || IsSuspended ? null : running is null ? BeginsAt : context.NextTimer;

    /// <summary>When the code is to begin. One that was due and refused begins whenever it is looked at again; no clock brings that about.</summary>
    private DateTime BeginsAt => Started.StartAt is { } start && (HeldBecause is null || start > context.Now) ? start : DateTime.MinValue;

    /// <summary>Whether a turn is due although nothing arrived: the code is to begin, a timer fired, or a foreign task ended.</summary>
    public bool IsDue(DateTime at) => Outcome is null && !IsSuspended && (NextWake <= at || scheduler.SawForeignAwait);

    /// <summary>The code waits, but for nothing that the context created, so that no event can ever wake it.</summary>
    private bool AwaitsNothingDurable => running is { IsCompleted: false } && context.Open.Count == 0 && !context.HasOpenTimers && !context.Inbox.HasWaiters;

    /// <summary>Timers that are due. They must be part of what the next turn receives.</summary>
    public IEnumerable<TimerFired> DueTimers(DateTime at) => Outcome is not null || IsSuspended ? [] : context.DueTimers(at);

    /// <summary>Whether the execution still waits for an event; a second result for the same task, say, is not recorded.</summary>
    public bool Awaits(HistoryEvent item) => Outcome is null && context.Awaits(item) && (Rewinding.TaskOf(item) is not { } task || !IsAnswered(task));

    /// <summary>Whether a task's result is in history already and only waits for the run to be resumed.</summary>
    private bool IsAnswered(int task) => held.Exists(item => Rewinding.TaskOf(item) == task);

    /// <summary>Runs a new turn.</summary>
    /// <param name="at">The turn's time, not before the last turn's.</param>
    /// <param name="items">What arrived.</param>
    /// <returns>The turn with the code's decisions.</returns>
    public Turn Run(DateTime at, IReadOnlyList<HistoryEvent> items)
    {
        admission = running is not null ? Admission.Run
            : RefusedBecause is { } reason ? new Admission(null, reason)
            : environment.Versions.Admit(Started.Version);
        RunCode(at, items);
        return new Turn(at, items, context.Decisions);
    }

    /// <summary>Runs a recorded turn again and checks that the code decides the same.</summary>
    /// <exception cref="NonDeterminismException">It does not.</exception>
    public void Replay(Turn recorded)
    {
        context.Replaying = true;
        admission = recorded.Decided.OfType<ExecutionHeld>().FirstOrDefault() is { } then ? new Admission(null, then.Reason) : Admission.Run;
        RunCode(recorded.At, recorded.Received);
        context.Replaying = false;
        var decided = context.Decisions;
        for (var i = 0; i < Math.Max(decided.Count, recorded.Decided.Count); i++)
        {
            var was = i < recorded.Decided.Count ? recorded.Decided[i] : null;
            var now = i < decided.Count ? decided[i] : null;
            if (!SameDecision(was, now))
                throw NonDeterminismException.At(turns, i, was, now);
        }
    }

    /// <summary>The first turn of the execution that follows a <see cref="ContinuedAsNew"/>. A suspension that came in the last turn goes on.</summary>
    public IReadOnlyList<HistoryEvent> Continuation(ContinuedAsNew outcome, DateTime at)
    {
        var next = Started with { Input = outcome.Input, Version = outcome.Version, StartAt = at.AddTicks(1) };
        var keeps = context.Continuation is { KeepsEvents: true };
        HistoryEvent[] stillHeld = suspendedAtEnd is null ? [] : [suspendedAtEnd];
        return keeps ? [next, .. context.Inbox.Kept, .. stillHeld, .. held] : [next, .. stillHeld];
    }

    private static bool SameDecision(HistoryEvent? then, HistoryEvent? now) => (then, now) switch
    {
        (ActivityScheduled a, ActivityScheduled b) => a.TaskId == b.TaskId && Same(a.Name, b.Name),
        (ChildScheduled a, ChildScheduled b) => a.TaskId == b.TaskId && a.InstanceId == b.InstanceId && Same(a.Name, b.Name),
        (EventSent a, EventSent b) => a.TaskId == b.TaskId && a.InstanceId == b.InstanceId && Same(a.Name, b.Name),
        (TimerCreated a, TimerCreated b) => a.TaskId == b.TaskId,
        (EntityCalled a, EntityCalled b) => a.TaskId == b.TaskId && a.EntityId == b.EntityId && Same(a.Operation, b.Operation),
        (EntitySignaled a, EntitySignaled b) => a.TaskId == b.TaskId && a.EntityId == b.EntityId && Same(a.Operation, b.Operation),
        (EntitiesLocked a, EntitiesLocked b) => a.TaskId == b.TaskId && a.Entities.SequenceEqual(b.Entities),
        _ => then?.Kind == now?.Kind,
    };

    private static bool Same(string then, string now) => string.Equals(then, now, StringComparison.OrdinalIgnoreCase);

    private void RunCode(DateTime at, IReadOnlyList<HistoryEvent> items)
    {
        turns++;
        context.Now = at;
        context.Decisions = [];
        received = items;
        scheduler.Run(static execution => execution.ApplyAll(), this);
        received = [];
        Conclude();
    }

    private void ApplyAll()
    {
        foreach (var item in received)
            Apply(item);
        if (running is null && Outcome is null && !IsSuspended && (Started.StartAt is not { } start || start <= context.Now))
            Begin();
    }

    private void Apply(HistoryEvent item)
    {
        switch (item)
        {
            case ExecutionStarted:
                break;
            case RewindRequested rewound:
                context.SkipTaskIds(rewound.NextTaskId);
                break;
            case TerminateRequested request:
                TerminatesChildren = Outcome is null && request.Recursive ? request : null;
                End(new ExecutionTerminated(request.Output), OrchestrationRuntimeStatus.Terminated);
                break;
            case SuspendRequested request:
                IsSuspended = Outcome is null;
                suspension = request;
                break;
            case ResumeRequested:
                Resume();
                break;
            case var _ when IsSuspended:
                held.Add(item);
                break;
            case EventReceived late when running is { IsCompleted: true }:
                context.Inbox.Keep(late);           // for the execution that follows a ContinueAsNew; nobody in this one can want it
                break;
            case var _ when Outcome is null:
                BeginBefore();
                context.Deliver(item);
                scheduler.RunReady();
                break;
        }
    }

    /// <summary>The code starts before it is handed anything but events that wait in its inbox.</summary>
    private void BeginBefore()
    {
        if (running is null && (Started.StartAt is not { } start || start <= context.Now))
            Begin();
    }

    private void Resume()
    {
        if (!IsSuspended)
            return;
        IsSuspended = false;
        foreach (var item in held)
            Apply(item);
        held.Clear();
    }

    private void Begin()
    {
        if (admission.HeldBecause is { } reason)
        {
            if (context.Decisions.Count == 0)
                context.Decisions.Add(new ExecutionHeld(reason));
            return;
        }

        if ((admission.Failure ?? NotFound) is { } refusal)
        {
            End(new ExecutionFailed(refusal), OrchestrationRuntimeStatus.Failed);
            return;
        }

        try
        {
            running = scheduler.Enter(() => code!.RunAsync(context, context.GetInput(code.InputType)));
        }
        catch (Exception error)
        {
            running = Task.FromException<object?>(error);
        }

        if (!running.IsCompleted)
            scheduler.Watch(running);
    }

    private TaskFailureDetails? NotFound => code is null ? FailureTypes.Of(FailureTypes.OrchestratorNotFound, $"There is no orchestrator named '{Started.Name}'.") : null;

    private void Conclude()
    {
        if (Outcome is null && running is { IsCompleted: true })
            Conclude(running);
        if (Outcome is null && !IsSuspended && (scheduler.SawForeignAwait || AwaitsNothingDurable))
            End(new ExecutionFailed(ForeignAwait()), OrchestrationRuntimeStatus.Failed);
        if (Outcome is null)
            Status = IsSuspended ? OrchestrationRuntimeStatus.Suspended
                : running is null ? OrchestrationRuntimeStatus.Pending
                : OrchestrationRuntimeStatus.Running;
    }

    private void Conclude(Task<object?> finished)
    {
        if (!finished.IsCompletedSuccessfully)
            End(new ExecutionFailed(FailureOf(finished)), OrchestrationRuntimeStatus.Failed);
        else if (context.Continuation is { } next)
            End(next.Decision, OrchestrationRuntimeStatus.Running);
        else if (!context.HasOpenTimers)
            Complete(finished);
    }

    private void Complete(Task<object?> finished)
    {
        try
        {
#pragma warning disable VSTHRD002 // the task has completed
            var output = environment.Converter.Serialize(finished.Result);
#pragma warning restore VSTHRD002
            End(new ExecutionCompleted(output), OrchestrationRuntimeStatus.Completed);
        }
        catch (Exception error)
        {
            End(new ExecutionFailed(environment.Failure(error)), OrchestrationRuntimeStatus.Failed);
        }
    }

    private void End(HistoryEvent outcome, OrchestrationRuntimeStatus status)
    {
        if (Outcome is not null)
            return;
        Outcome = outcome;
        Status = status;
        suspendedAtEnd = IsSuspended ? suspension : null;
        IsSuspended = false;
        context.Decisions.Add(outcome);
    }

    private TaskFailureDetails FailureOf(Task finished) => finished.Exception?.InnerException is { } error
        ? environment.Failure(error)
        : TaskFailureDetails.FromException(new TaskCanceledException("The orchestrator was cancelled by a token of its own."));

    private static TaskFailureDetails ForeignAwait() => TaskFailureDetails.FromException(new InvalidOperationException(
        "The orchestrator awaited a task that its context did not create (Task.Delay, Task.Run, I/O ...). Use durable timers and activities instead."));
}
