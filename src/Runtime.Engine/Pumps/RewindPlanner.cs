using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;
using static Microsoft.DurableTask.Client.OrchestrationRuntimeStatus;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Plans the rewind of a failed run as one commit: the edited history, the run's row, and messages that ask for what is still open. The run is
/// then loaded like any other, which starts its open activities.
/// </summary>
internal sealed class RewindPlanner(EngineContext engine)
{
    /// <summary>Plans the edit; the caller has made sure that the run has failed.</summary>
    /// <param name="run">The run.</param>
    /// <param name="plan">The turn so far.</param>
    /// <param name="at">The turn's time.</param>
    /// <param name="item">The request.</param>
    public void Plan(LiveRun run, PlannedTurn plan, DateTime at, Mail item)
    {
        var row = plan.Row!;
        var stored = engine.Hub.ReadHistory(row.Number).Select(chunk => HistoryCodec.Decode(chunk)).ToList();
        var started = stored[0].Received.OfType<ExecutionStarted>().First();
        var rewound = new Rewinding(stored, () => engine.NewExecution(run, started)).Edit();
        if (rewound.HoldsLock)
        {
            Refuse(plan, item);
            return;
        }

        foreach (var answer in rewound.Again)
            Send(plan, row.Id, row.Execution, answer);
        foreach (var open in rewound.Open)
            AskAgain(row, plan, open, (RewindRequested)item.Event!);
        if (item.Reply is { } reply)
            plan.Accepted.Add(reply);
        Commit(run, plan, at, stored, rewound, (RewindRequested)item.Event!);
    }

    /// <summary>What a run that is not to be rewound tells the rewound parent that waits for it.</summary>
    /// <param name="row">The run; null when there is none.</param>
    /// <param name="parent">Where the parent waits.</param>
    /// <returns>The answer; null when the run is under way and answers when it ends.</returns>
    public HistoryEvent? AnswerFor(RunRow? row, ParentLink parent)
    {
        if (row is { IsFinished: false })
            return null;
        var last = row is not null && engine.Hub.ReadEnds(row.Number) is { } ends ? HistoryCodec.Decode(ends.Last).Decided : [];
        return last is [.., ExecutionCompleted done]
            ? new ChildCompleted(parent.TaskId, done.Output)
            : new ChildFailed(parent.TaskId, FailureTypes.Of(FailureTypes.Terminated, "The sub-orchestration is gone and cannot be rewound."));
    }

    private void Refuse(PlannedTurn plan, Mail item)
    {
        item.Reply?.TrySetResult(CommandResult.HoldsLock);
        var failure = FailureTypes.Of("RewindRefused", "The sub-orchestration failed while it held entity locks and cannot be rewound.");
        if (((RewindRequested)item.Event!).Parent is { } parent)
            Send(plan, parent.InstanceId, parent.Execution, new ChildFailed(parent.TaskId, failure));
        if (plan.Consumed.Count > 0)
            plan.Commit = new HubCommit { Sent = plan.Sent, Consumed = plan.Consumed };
    }

    private void AskAgain(RunRow row, PlannedTurn plan, HistoryEvent open, RewindRequested request)
    {
        switch (open)
        {
            case ChildScheduled child:
                var parent = new ParentLink(row.Id, row.Name, row.Execution, child.TaskId);
                var exists = engine.Hub.Find(child.InstanceId) is { } run && run.ParentId == row.Id && run.Status != Terminated;
                Send(plan, child.InstanceId, 0, exists
                    ? new RewindRequested(request.Reason, 0) { Parent = parent }
                    : new ExecutionStarted(child.Name, child.Version, child.Input) { Parent = parent, Tags = child.Tags });
                break;
            case EntityCalled call:
                var caller = new EntityCaller(row.Id, row.Execution, call.TaskId);
                Send(plan, call.EntityId, 0, new EntityOperationRequested(call.Operation, call.Input) { Caller = caller });
                break;
        }
    }

    private static void Commit(LiveRun run, PlannedTurn plan, DateTime at, List<Turn> stored, RewoundHistory rewound, RewindRequested request)
    {
        var turns = rewound.Turns.ToList();
        var beginsAgain = turns is [{ Decided.Count: 0 } first] && first != stored[0];
        if (beginsAgain)
            turns[0] = turns[0] with { Received = [.. turns[0].Received.OfType<ExecutionStarted>().Select(e => e with { StartAt = at.AddTicks(1) })] };
        var rewritten = Enumerable.Range(0, turns.Count).Where(i => turns[i] != stored[i])
            .Select(i => new RewrittenTurn(i, HistoryCodec.Encode(turns[i]))).ToList();
        plan.Row = plan.Row! with { Status = Running, UpdatedAt = beginsAgain ? at.AddTicks(1) : at, WakeAt = 0 };
        plan.Continues = true;
        plan.Commit = new HubCommit
        {
            Run = plan.Row,
            RowChanged = true,
            Edit = new HistoryEdit(turns.Count, rewritten),
            Chunk = HistoryCodec.Encode(new Turn(at, [new RewindRequested(request.Reason, rewound.NextTaskId)], [])),
            ChunkIndex = turns.Count,
            Sent = plan.Sent,
            Consumed = plan.Consumed,
        };
        run.IsLoaded = false;
        run.Execution = null;
    }

    private void Send(PlannedTurn plan, string target, long execution, HistoryEvent item) =>
        plan.Sent.Add(new Message(engine.NextNumber(), target, execution, item));
}
