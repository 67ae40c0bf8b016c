using System.Diagnostics;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>
/// Spans as Durable Task names and tags them, from the source <c>Microsoft.DurableTask</c>. The start's trace context stands in the history, so that
/// all spans of a run belong to one trace, also after a restart. Without a listener nothing is made.
/// </summary>
internal static class DurableTrace
{
    public const string SourceName = "Microsoft.DurableTask";

    private static readonly ActivitySource Source = new(SourceName);

    public static bool IsOn => Source.HasListeners();

    /// <summary>A client starts a run; the run's trace goes on from this span.</summary>
    public static Activity? Create(string name, string instanceId, string version) =>
        Tag(Source.StartActivity($"create_orchestration:{name}", ActivityKind.Producer), "orchestration", name, instanceId, version);

    /// <summary>A client or a run sends an event.</summary>
    public static Activity? SendEvent(string name, string target, string? traceParent = null) =>
        Start($"orchestration_event:{name}", ActivityKind.Producer, traceParent)
            ?.SetTag("durabletask.type", "event").SetTag("durabletask.event.name", name).SetTag("durabletask.event.target_instance_id", target);

    /// <summary>An orchestrator waits for an activity, from the call to the result.</summary>
    public static Activity? CallActivity(LiveRun run, ActivityScheduled call) => Detach(
        Tag(Start($"activity:{call.Name}", ActivityKind.Client, TraceOf(run)), "activity", call.Name, run.Id, call.Version)?.SetTag("durabletask.task.task_id", call.TaskId));

    /// <summary>An activity's code runs; it is the current span of that code.</summary>
    public static Activity? RunActivity(ActivityWork work) =>
        Tag(Start($"activity:{work.Call.Name}", ActivityKind.Server, work.Span?.Id), "activity", work.Call.Name, work.InstanceId, work.Call.Version)
            ?.SetTag("durabletask.task.task_id", work.Call.TaskId);

    /// <summary>An orchestrator waits for a sub-orchestration, from the call to the result.</summary>
    public static Activity? CallChild(LiveRun run, ChildScheduled child) => Detach(
        Tag(Start($"orchestration:{child.Name}", ActivityKind.Client, TraceOf(run)), "orchestration", child.Name, child.InstanceId, child.Version)
            ?.SetTag("durabletask.task.task_id", child.TaskId));

    /// <summary>A timer fired: one span from its creation to now.</summary>
    public static void TimerFired(LiveRun run, RunRow row, int taskId, DateTime since, DateTime fireAt, DateTime now) =>
        End(Start($"orchestration:{row.Name}:timer", ActivityKind.Internal, TraceOf(run), since)
            ?.SetTag("durabletask.type", "timer").SetTag("durabletask.task.instance_id", run.Id)
            .SetTag("durabletask.fire_at", $"{fireAt:O}").SetTag("durabletask.task.task_id", taskId), null, now);

    /// <summary>A run ended: one span for the whole of it.</summary>
    public static void Ended(LiveRun run, RunRow row, HistoryEvent outcome)
    {
        var span = Tag(Start($"orchestration:{row.Name}", ActivityKind.Server, TraceOf(run), row.CreatedAt), "orchestration", row.Name, run.Id, row.Version);
        var failure = (outcome as ExecutionFailed)?.Failure.ErrorMessage;
        End(span?.SetTag("durabletask.task.status", row.Status.ToString()), failure, row.UpdatedAt);
    }

    /// <summary>Ends a span; a failure makes it an error.</summary>
    public static void End(Activity? span, string? failure, DateTime? at = null)
    {
        if (span is null)
            return;
        span.SetStatus(failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, failure);
        if (at is { } time)
            span.SetEndTime(time < span.StartTimeUtc ? span.StartTimeUtc : time);
        span.Dispose();
    }

    private static string? TraceOf(LiveRun run) => run.Execution?.Started.TraceParent;

    private static Activity? Start(string name, ActivityKind kind, string? traceParent, DateTime? since = null)
    {
        if (!IsOn)
            return null;
        var parent = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var known) ? known : default;
        return Source.StartActivity(name, kind, parent, startTime: since is { } time ? new DateTimeOffset(time, TimeSpan.Zero) : default);
    }

    /// <summary>The span outlives the code that starts it, so it must not stay that code's current one.</summary>
    private static Activity? Detach(Activity? span)
    {
        if (span is not null && Activity.Current == span)
            Activity.Current = null;
        return span;
    }

    private static Activity? Tag(Activity? span, string type, string name, string instanceId, string version)
    {
        span?.SetTag("durabletask.type", type).SetTag("durabletask.task.name", name).SetTag("durabletask.task.instance_id", instanceId);
        if (version.Length > 0)
            span?.SetTag("durabletask.task.version", version);
        return span;
    }
}
