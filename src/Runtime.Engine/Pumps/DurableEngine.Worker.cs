using Runtime.Engine.History;

namespace Runtime.Engine.Pumps;

/// <content>What the worker's options add to a turn: filters before it, the worker's log after it.</content>
public sealed partial class DurableEngine
{
    /// <summary>Asks the worker's filters before an orchestration begins.</summary>
    private async ValueTask<PlannedTurn> PlanFilteredAsync(LiveRun run, IReadOnlyList<Mail> mail)
    {
        if (!run.IsLoaded && !BeginsFresh(mail))
            Load(run, mail);
        var starts = mail.Select(item => item.Event).OfType<ExecutionStarted>().LastOrDefault()
            ?? (run.Execution is { HasBegun: false } pending ? pending.Started : null);
        run.RefusedBecause = starts is null ? null : await context.Filter.RefusalAsync(starts);
        return planner.Plan(run, mail);
    }

    private void Log(LiveRun run, PlannedTurn plan)
    {
        if (DurableTrace.IsOn)
            Trace(run, plan);
        if (!run.IsEntity)
            EngineMetrics.Turned(plan);
        if (plan.Begins)
            context.Log.OrchestrationStarted(run.Id, plan.Row!.Name);
        if (plan.Outcome is ExecutionCompleted)
            context.Log.OrchestrationCompleted(run.Id, plan.Row!.Name);
        else if (plan.Outcome is ExecutionFailed failed)
            context.Log.OrchestrationFailed(run.Id, plan.Row!.Name, failed.Failure.ErrorMessage);
    }

    private static void Trace(LiveRun run, PlannedTurn plan)
    {
        if (plan.Row is not { } row)
            return;
        foreach (var (taskId, since, fireAt) in plan.Fired)
            DurableTrace.TimerFired(run, row, taskId, since, fireAt, row.UpdatedAt);
        foreach (var sent in plan.Events)
            DurableTrace.SendEvent(sent.Name, sent.InstanceId, run.Execution?.Started.TraceParent)?.Dispose();
        if (plan.Outcome is { } outcome and not ContinuedAsNew)
            DurableTrace.Ended(run, row, outcome);
    }
}
