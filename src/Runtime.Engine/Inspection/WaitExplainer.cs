using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Inspection;

/// <summary>Reads off a run in memory what it waits for.</summary>
internal static class WaitExplainer
{
    private const int InputCharsMax = 200;

    /// <summary>Explains a run between two of its turns.</summary>
    /// <param name="run">The run, loaded.</param>
    /// <param name="lockOwner">Who holds an entity's lock; null when nobody does.</param>
    /// <param name="isHere">Whether this engine is the one that runs it.</param>
    /// <returns>The answer; null when there is no such run.</returns>
    public static RunWait? Explain(LiveRun run, Func<string, string?> lockOwner, bool isHere)
    {
        if (run.Row is not { } row)
            return null;
        if (run.Execution is not { Outcome: null } execution)
            return new RunWait(row.Id, row.Status, $"The run has ended: {row.Status}.", []);
        var reasons = Reasons(run, execution, lockOwner)
            .Select(reason => reason is ActivityWait activity ? activity with { IsHere = isHere } : reason).ToList();
        return new RunWait(row.Id, row.Status, Sentence(reasons), reasons);
    }

    /// <summary>The answer for a run that is held back because its code does not fit.</summary>
    public static RunWait Parked(RunRow row, string reason) =>
        new(row.Id, row.Status, $"The run is held back: {reason}", [new HoldWait(reason)]);

    private static string Sentence(List<WaitReason> reasons) => reasons.Count switch
    {
        0 => "The run waits for nothing: its next turn is about to run.",
        1 => $"The run waits for {reasons[0].Describe()}.",
        _ => $"The run waits for {reasons.Count} things, first of all for {reasons[0].Describe()}.",
    };

    private static IEnumerable<WaitReason> Reasons(LiveRun run, OrchestrationExecution execution, Func<string, string?> lockOwner)
    {
        if (execution.IsSuspended)
            yield return new HoldWait("somebody to resume it: it is suspended");
        if (execution.HeldBecause is { } held)
            yield return new HoldWait($"another worker. {held}");
        if (execution.StartsAt is { } start)
            yield return new StartWait(start);
        foreach (var (id, task) in execution.Open.OrderBy(pair => pair.Key))
            yield return Reason(run, id, task, lockOwner);
        foreach (var name in execution.WaitingFor)
            yield return new EventWait(name);
        foreach (var timer in execution.Timers)
            yield return new TimerWait(timer.TaskId, timer.FireAt);
    }

    private static WaitReason Reason(LiveRun run, int id, IOpenTask task, Func<string, string?> lockOwner) => task.Decision switch
    {
        ActivityScheduled call => Activity(call, task.Since, run.Activities?.GetValueOrDefault(id)),
        ChildScheduled child => new ChildWait(child.InstanceId, child.Name, id, task.Since),
        EntityCalled called => new EntityWait(called.EntityId, called.Operation, id, task.Since) { LockedBy = Other(run, lockOwner(called.EntityId)) },
        EntitiesLocked locked => new LockWait(locked.Entities, id, task.Since)
        {
            LockedBy = locked.Entities.Select(entity => Other(run, lockOwner(entity))).FirstOrDefault(owner => owner is not null),
        },
        _ => new HoldWait(task.Decision.Kind.ToString()),
    };

    private static ActivityWait Activity(ActivityScheduled call, DateTime since, ActivityWork? work) =>
        new(call.Name, call.TaskId, call.Attempt, call.AttemptsMax, since)
        {
            StartedAt = work?.StartedAt,
            LastHeartbeatAt = work?.LastBeatAt,
            HeldBackBy = work is { StartedAt: null } ? work.Lane?.HeldBackBy : null,
            Input = call.Input is { Length: > InputCharsMax } input ? input[..InputCharsMax] + "…" : call.Input,
        };

    private static string? Other(LiveRun run, string? owner) => owner == run.Id ? null : owner;
}
