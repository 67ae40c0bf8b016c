using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Runtime.Engine.Pumps;

/// <summary>Turns mail into a planned turn: sorts it, runs the code, and writes down what its decisions change. Stores nothing itself.</summary>
internal sealed class TurnPlanner(EngineContext engine)
{
    private readonly RewindPlanner rewinds = new(engine);

    /// <summary>Plans the run's next turn.</summary>
    /// <param name="run">The run; loaded, unless the mail is the start of a new one.</param>
    /// <param name="mail">What arrived.</param>
    /// <returns>The plan.</returns>
    public PlannedTurn Plan(LiveRun run, IReadOnlyList<Mail> mail)
    {
        var plan = new PlannedTurn { Row = run.Row };
        var received = new List<HistoryEvent>(mail.Count);
        foreach (var item in mail)
            Sort(run, item, plan, received);

        var at = Now(plan.Row);
        if (plan.Rewind is { } rewind)
            rewinds.Plan(run, plan, at, rewind);
        else if (run.Execution is { } execution && (received.Count > 0 || plan.IsNew || execution.IsDue(at)))
            RunCode(run, plan, at, received);
        else if (plan.Consumed.Count > 0 || plan.Purges)
            plan.Commit = new HubCommit { Run = plan.Purges ? run.Row : null, Purges = plan.Purges, Sent = plan.Sent, Consumed = plan.Consumed };
        return plan;
    }

    private void Sort(LiveRun run, Mail item, PlannedTurn plan, List<HistoryEvent> received)
    {
        if (item.MessageNumber != 0)
            plan.Consumed.Add(item.MessageNumber);
        switch (item.Event)
        {
            case null when item.Fork is { } fork:
                Fork(run, item, fork, plan, received);
                return;
            case null when item.Purges:
                Purge(run, item, plan);
                return;
            case null:
                item.Inspect?.Invoke(run);
                item.Reply?.TrySetResult(CommandResult.Accepted);
                return;
            case ExecutionStarted started:
                Start(run, item, started, plan, received);
                return;
            case RewindRequested request:
                Rewind(run, item, request, plan);
                return;
            case ActivityCompleted or ActivityFailed when item.ForExecution == plan.Row?.Execution:
                run.Activities?.Remove(Rewinding.TaskOf(item.Event)!.Value);
                break;
        }

        if (item.Event is EntityLockGranted granted && !IsWaitedFor(run, item))
            GiveBack(run.Id, item, granted, plan);
        if (plan.Row is not { } row)
            item.Reply?.TrySetResult(CommandResult.NotFound);
        else if (run.Execution is not { } execution || row.IsFinished)
            item.Reply?.TrySetResult(CommandResult.AlreadyFinished);
        else if ((item.ForExecution == 0 || item.ForExecution == row.Execution) && execution.Awaits(item.Event))
        {
            run.TraceAnswer(item.Event);
            Accept(item, plan, received);
        }
    }

    private void Rewind(LiveRun run, Mail item, RewindRequested request, PlannedTurn plan)
    {
        if (plan.Row is { Status: Failed } failed && failed == run.Row && plan.Rewind is null)
            plan.Rewind = item;
        else
            item.Reply?.TrySetResult(plan.Row is null ? CommandResult.NotFound : CommandResult.NotFailed);
        if (plan.Rewind != item && request.Parent is { } parent && rewinds.AnswerFor(plan.Row, parent) is { } answer)
            Send(plan, parent.InstanceId, parent.Execution, answer);
    }

    private static bool IsWaitedFor(LiveRun run, Mail item) =>
        run.Execution is { Outcome: null } execution && item.ForExecution == run.Row?.Execution && execution.Awaits(item.Event!);

    /// <summary>Whoever asked for the lock is gone: nobody would ever release it.</summary>
    private void GiveBack(string id, Mail item, EntityLockGranted granted, PlannedTurn plan)
    {
        foreach (var entity in granted.Entities.Reverse())
            Send(plan, entity, 0, new EntityLockReleased(new EntityCaller(id, item.ForExecution, granted.TaskId)));
    }

    /// <summary>Removes a finished run; what is on its way to it finds nobody.</summary>
    private static void Purge(LiveRun run, Mail item, PlannedTurn plan)
    {
        if (plan.Row is not { } row)
            item.Reply?.TrySetResult(CommandResult.NotFound);
        else if (!row.IsFinished || run.Row != row)
            item.Reply?.TrySetResult(CommandResult.NotFinished);
        else
        {
            plan.Purges = true;
            plan.Rewind?.Reply?.TrySetResult(CommandResult.NotFound);
            plan.Rewind = null;
            plan.Row = null;
            plan.Accepted.Add(item.Reply!);
        }
    }

    private void Start(LiveRun run, Mail item, ExecutionStarted started, PlannedTurn plan, List<HistoryEvent> received)
    {
        if (plan.Row is { } old && item.Rule!.Forbids(old.Status))
        {
            Refuse(run, item, started, plan);
            return;
        }

        plan.Replaces = run.Row?.Number ?? 0;
        plan.IsNew = true;
        plan.Row = new RunRow(engine.Hub.NextRunNumber(), run.Id, started.Name, started.Version)
        {
            Execution = engine.NextNumber(),
            Status = Pending,
            CreatedAt = Now(null),
            ParentId = started.Parent?.InstanceId,
            Tags = started.Tags,
        };
        plan.Purges = false;
        plan.Rewind?.Reply?.TrySetResult(CommandResult.NotFailed);
        plan.Rewind = null;
        run.IsLoaded = true;
        Abandon(run, plan);
        run.Chunks = 0;
        run.HistoryBytes = 0;
        run.Execution = engine.NewExecution(run, started);
        received.Clear();
        Accept(item, plan, received);
    }

    /// <summary>The run begins with the history that a fork kept; what was open there is asked for again on the fork's behalf.</summary>
    private void Fork(LiveRun run, Mail item, ForkedRun fork, PlannedTurn plan, List<HistoryEvent> received)
    {
        if (plan.Row is not null)
        {
            item.Reply?.TrySetResult(CommandResult.AlreadyExists);
            return;
        }

        var started = fork.Execution.Started;
        plan.IsNew = true;
        plan.Prefix = fork.Kept;
        plan.Row = new RunRow(engine.Hub.NextRunNumber(), run.Id, started.Name, started.Version)
        {
            Execution = engine.NextNumber(),
            CreatedAt = Now(null),
            Tags = started.Tags,
        };
        run.IsLoaded = true;
        run.Execution = fork.Execution;
        run.Scope = fork.Scope;
        run.Chunks = fork.Kept.Count;
        var answered = fork.Received.Select(Rewinding.TaskOf).ToHashSet();
        foreach (var (_, open) in fork.Execution.Open.Where(task => !answered.Contains(task.Key)).OrderBy(task => task.Key))
            Plan(run, plan, open.Decision is ChildScheduled child ? child with { InstanceId = $"{child.InstanceId}:{plan.Row.Execution:x}" } : open.Decision);
        received.AddRange(fork.Received);
        plan.Accepted.Add(item.Reply!);
    }

    /// <summary>A run of that id is in the way: the client hears it, a parent's call fails.</summary>
    private void Refuse(LiveRun run, Mail item, ExecutionStarted started, PlannedTurn plan)
    {
        item.Reply?.TrySetResult(CommandResult.AlreadyExists);
        if (started.Parent is not { } parent || IsSameChild(run, parent))
            return;
        var failure = FailureTypes.Of("OrchestrationAlreadyExists", $"The sub-orchestration's id '{run.Id}' is in use by another run.");
        Send(plan, parent.InstanceId, parent.Execution, new ChildFailed(parent.TaskId, failure));
    }

    /// <summary>The same start came twice, after a crash between storing and forgetting it.</summary>
    private static bool IsSameChild(LiveRun run, ParentLink parent) => run.Execution?.Started.Parent == parent;

    private static void Accept(Mail item, PlannedTurn plan, List<HistoryEvent> received)
    {
        received.Add(item.Event!);
        if (item.Reply is { } reply)
            plan.Accepted.Add(reply);
    }

    private void RunCode(LiveRun run, PlannedTurn plan, DateTime at, List<HistoryEvent> received)
    {
        var execution = run.Execution!;
        if (DurableTrace.IsOn)
            plan.Fired.AddRange(execution.Timers.Where(timer => timer.FireAt <= at).Select(timer => (timer.TaskId, timer.Since, timer.FireAt)));
        received.InsertRange(0, execution.DueTimers(at));
        var begun = execution.HasBegun;
        execution.RefusedBecause = run.RefusedBecause;
        var turn = execution.Run(at, received);
        plan.Begins = !begun && execution.HasBegun;
        foreach (var decision in turn.Decided)
            Plan(run, plan, decision);
        if (execution.Outcome is not null && execution.Lock is { } held)
            ReleaseLock(run, plan, held.TaskId, held.Entities);

        var before = plan.Row!;
        var dropsHistory = execution.Outcome is ContinuedAsNew;
        if (execution.Outcome is ContinuedAsNew next)
            turn = BeginNext(run, plan, next, at);
        else if (execution.Outcome is { } outcome)
            Finish(run, plan, outcome);

        var chunk = HistoryCodec.Encode(turn);
        plan.Row = RowAfter(run, plan.Row!, at);
        plan.Commit = new HubCommit
        {
            Run = plan.Row,
            IsNew = plan.IsNew,
            ReplacesRun = plan.Replaces,
            RowChanged = plan.IsNew || RowChanged(before, plan.Row),
            Chunk = chunk,
            ChunkIndex = run.Chunks,
            DropsHistory = dropsHistory,
            Prefix = plan.Prefix,
            DropsHeartbeats = execution.Outcome is not null,
            Sent = plan.Sent,
            Consumed = plan.Consumed,
        };
        run.Chunks++;
        run.HistoryBytes += chunk.Length;
    }

    private void Plan(LiveRun run, PlannedTurn plan, HistoryEvent decision)
    {
        switch (decision)
        {
            case ActivityScheduled activity:
                plan.Activities.Add(activity);
                break;
            case EventSent sent:
                if (DurableTrace.IsOn)
                    plan.Events.Add(sent);
                Send(plan, sent.InstanceId, 0, new EventReceived(sent.Name, sent.Input));
                break;
            case ChildScheduled child:
                var parent = new ParentLink(run.Id, plan.Row!.Name, plan.Row.Execution, child.TaskId);
                Send(plan, child.InstanceId, 0, new ExecutionStarted(child.Name, child.Version, child.Input)
                {
                    Parent = parent,
                    Tags = child.Tags,
                    TraceParent = run.Trace(child),
                });
                break;
            default:
                PlanEntityMessage(run, plan, decision);
                break;
        }
    }

    private void PlanEntityMessage(LiveRun run, PlannedTurn plan, HistoryEvent decision)
    {
        switch (decision)
        {
            case EntityCalled call:
                Send(plan, call.EntityId, 0, new EntityOperationRequested(call.Operation, call.Input) { Caller = Caller(run, plan, call.TaskId) });
                break;
            case EntitySignaled signal:
                Send(plan, signal.EntityId, 0, new EntityOperationRequested(signal.Operation, signal.Input) { DueAt = signal.DueAt });
                break;
            case EntitiesLocked locked:
                Send(plan, locked.Entities[0], 0, new EntityLockRequested(Caller(run, plan, locked.TaskId), locked.Entities, Position: 0));
                break;
            case EntitiesReleased released:
                ReleaseLock(run, plan, released.TaskId, released.Entities);
                break;
        }
    }

    private void ReleaseLock(LiveRun run, PlannedTurn plan, int taskId, IReadOnlyList<string> entities)
    {
        foreach (var entity in entities.Reverse())          // the last first: a request on its way is not withdrawn behind the release of what it holds
            Send(plan, entity, 0, new EntityLockReleased(Caller(run, plan, taskId)));
    }

    private static EntityCaller Caller(LiveRun run, PlannedTurn plan, int taskId) => new(run.Id, plan.Row!.Execution, taskId);

    /// <summary>Continues as new: the history so far goes, and the next execution's first turn takes its place. Its code begins one turn later.</summary>
    private Turn BeginNext(LiveRun run, PlannedTurn plan, ContinuedAsNew outcome, DateTime at)
    {
        var first = run.Execution!.Continuation(outcome, at);
        plan.Row = plan.Row! with { Execution = engine.NextNumber(), Version = outcome.Version, Status = Running };
        plan.Continues = true;
        plan.Activities.Clear();
        Abandon(run, plan);
        run.Chunks = 0;
        run.HistoryBytes = 0;
        run.Execution = engine.NewExecution(run, (ExecutionStarted)first[0]);
        return run.Execution.Run(at, first);
    }

    /// <summary>The run ends: a parent hears of it, and a recursive termination goes on to the children.</summary>
    private void Finish(LiveRun run, PlannedTurn plan, HistoryEvent outcome)
    {
        plan.Outcome = outcome;
        plan.Activities.Clear();
        Abandon(run, plan);
        if (run.Execution!.Started.Parent is { } parent)
            Send(plan, parent.InstanceId, parent.Execution, ForParent(run.Id, parent.TaskId, outcome));
        if (run.Execution.TerminatesChildren is not { } request)
            return;
        foreach (var child in run.Execution.Open.Values.Select(task => task.Decision).OfType<ChildScheduled>())
            Send(plan, child.InstanceId, 0, request);
    }

    /// <summary>The execution that called them is over.</summary>
    private static void Abandon(LiveRun run, PlannedTurn plan)
    {
        plan.Abandoned.AddRange(run.Activities?.Values ?? Enumerable.Empty<ActivityWork>());
        run.Activities = null;
    }


    private static HistoryEvent ForParent(string id, int taskId, HistoryEvent outcome) => outcome switch
    {
        ExecutionCompleted done => new ChildCompleted(taskId, done.Output),
        ExecutionFailed failed => new ChildFailed(taskId, failed.Failure),
        _ => new ChildFailed(taskId, FailureTypes.TerminatedChild(id)),
    };

    private void Send(PlannedTurn plan, string target, long execution, HistoryEvent item) =>
        plan.Sent.Add(new Message(engine.NextNumber(), target, execution, item));

    private static RunRow RowAfter(LiveRun run, RunRow row, DateTime at)
    {
        var execution = run.Execution!;
        return row with
        {
            Status = execution.Status == Pending && row.Status == Running ? Running : execution.Status,
            UpdatedAt = execution.Outcome is null && execution.Started.StartAt == at.AddTicks(1) ? at.AddTicks(1) : at,      // a continuation is due now
            CustomStatus = execution.CustomStatus,
            WakeAt = execution.Outcome is not null ? null : execution.RunningActivities.Any() ? 0 : execution.NextWake?.Ticks,
        };
    }

    private static bool RowChanged(RunRow before, RunRow after) =>
        before.Status != after.Status || before.WakeAt != after.WakeAt || before.Execution != after.Execution || before.CustomStatus != after.CustomStatus;

    /// <summary>A run's clock never goes back, whatever the machine's clock does.</summary>
    private DateTime Now(RunRow? row)
    {
        var now = engine.Clock.GetUtcNow().UtcDateTime;
        return row is not null && row.UpdatedAt > now ? row.UpdatedAt : now;
    }
}
