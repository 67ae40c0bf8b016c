using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Ends a run whose code cannot be run: what a termination leads to is read from its history alone. The parent hears of it, locks that the run
/// holds or asks for go back, and a recursive termination goes on to the children.
/// </summary>
internal static class ParkedTermination
{
    /// <summary>Plans the run's last turn.</summary>
    /// <exception cref="InvalidDataException">The history cannot be read: nobody knows what the run holds.</exception>
    public static PlannedTurn Plan(EngineContext engine, LiveRun run, Mail item)
    {
        var request = (TerminateRequested)item.Event!;
        var row = run.Row!;
        var events = new List<HistoryEvent>();
        var chunks = 0;
        foreach (var chunk in engine.Hub.ReadHistory(row.Number))
        {
            var turn = HistoryCodec.Decode(chunk);
            events.AddRange(turn.Received.Concat(turn.Decided).Where(Matters));
            chunks++;
        }

        var plan = new PlannedTurn { Outcome = new ExecutionTerminated(request.Output) };
        foreach (var (target, execution, message) in Consequences(row, events, request))
            plan.Sent.Add(new Message(engine.NextNumber(), target, execution, message));
        plan.Abandoned.AddRange(run.Activities?.Values ?? Enumerable.Empty<ActivityWork>());
        if (item.Reply is { } reply)
            plan.Accepted.Add(reply);
        if (item.MessageNumber != 0)
            plan.Consumed.Add(item.MessageNumber);
        var now = engine.Clock.GetUtcNow().UtcDateTime;
        var at = now > row.UpdatedAt ? now : row.UpdatedAt;
        plan.Row = row with { Status = OrchestrationRuntimeStatus.Terminated, UpdatedAt = at, WakeAt = null };
        plan.Commit = new HubCommit
        {
            Run = plan.Row,
            RowChanged = true,
            Chunk = HistoryCodec.Encode(new Turn(at, [request], [plan.Outcome])),
            ChunkIndex = chunks,
            DropsHeartbeats = true,
            Sent = plan.Sent,
            Consumed = plan.Consumed,
        };
        return plan;
    }

    private static bool Matters(HistoryEvent item) =>
        item is ExecutionStarted or EntitiesLocked or EntitiesReleased or ChildScheduled or ChildCompleted or ChildFailed;

    private static IEnumerable<(string Target, long Execution, HistoryEvent Message)> Consequences(
        RunRow row, List<HistoryEvent> events, TerminateRequested request)
    {
        var released = events.OfType<EntitiesReleased>().Select(item => item.TaskId).ToHashSet();
        foreach (var held in events.OfType<EntitiesLocked>().Where(item => !released.Contains(item.TaskId)))
        {
            foreach (var entity in held.Entities.Reverse())
                yield return (entity, 0, new EntityLockReleased(new EntityCaller(row.Id, row.Execution, held.TaskId)));
        }

        if (events.OfType<ExecutionStarted>().FirstOrDefault()?.Parent is { } parent)
            yield return (parent.InstanceId, parent.Execution, new ChildFailed(parent.TaskId, FailureTypes.TerminatedChild(row.Id)));
        if (!request.Recursive)
            yield break;
        var answered = events.Where(item => item is ChildCompleted or ChildFailed).Select(Rewinding.TaskOf).ToHashSet();
        foreach (var child in events.OfType<ChildScheduled>().Where(child => !answered.Contains(child.TaskId)))
            yield return (child.InstanceId, 0, request);
    }
}
