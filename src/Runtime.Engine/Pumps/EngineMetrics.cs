using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;

namespace Runtime.Engine.Pumps;

/// <summary>
/// What the engines of this process count and measure, under the meter <c>Workflows.Runtime</c>. While nobody listens, an instrument costs the look
/// whether somebody does.
/// </summary>
internal static class EngineMetrics
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Workflows.Runtime";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Started =
        Meter.CreateCounter<long>("workflows.runs.started", "{run}", "Runs that were started, sub-orchestrations included.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("workflows.runs.ended", "{run}", "Runs that ended, by status.");

    private static readonly Histogram<double> Runs = Meter.CreateHistogram<double>("workflows.run.duration", "s", "From a run's creation to its end.");

    private static readonly Histogram<double> Activities =
        Meter.CreateHistogram<double>("workflows.activity.duration", "s", "How long an activity's code ran.");

    private static readonly Histogram<double> Turns =
        Meter.CreateHistogram<double>("workflows.turn.duration", "s", "Replaying, running and planning one turn, without its commit.");

    private static readonly Histogram<double> Commits =
        Meter.CreateHistogram<double>("workflows.commit.duration", "s", "From a turn's end until it is on disk.");

    static EngineMetrics()
    {
        Meter.CreateObservableGauge("workflows.runs.active", EngineGauges.ActiveRuns, "{run}", "Runs that have not ended, by status.");
        Meter.CreateObservableGauge("workflows.runs.in_memory", static () => EngineGauges.Sum(engine => engine.RunsInMemory), "{run}", "Runs that are in memory.");
        Meter.CreateObservableGauge(
            "workflows.activities.running", static () => EngineGauges.Sum(engine => engine.ActiveActivities), "{activity}", "Activities that run.");
        Meter.CreateObservableGauge(
            "workflows.activities.waiting", static () => EngineGauges.Sum(engine => engine.WaitingActivities), "{activity}", "Activities that wait for a place.");
    }

    public static bool MeasuresCommits => Commits.Enabled;

    /// <summary>A moment to measure from; 0 when nobody listens.</summary>
    public static long TurnBegins() => Turns.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>A moment to measure from; 0 when nobody listens.</summary>
    public static long ActivityBegins() => Activities.Enabled ? Stopwatch.GetTimestamp() : 0;

    public static void TurnEnded(long since)
    {
        if (since != 0)
            Turns.Record(Seconds(since));
    }

    public static void Committed(long since) => Commits.Record(Seconds(since));

    public static void ActivityEnded(long since, string name, bool failed)
    {
        if (since != 0)
            Activities.Record(Seconds(since), new("name", name), new("outcome", failed ? "failed" : "completed"));
    }

    /// <summary>A turn of an orchestration is on disk.</summary>
    public static void Turned(PlannedTurn plan)
    {
        if (plan.Row is not { } row)
            return;
        if (plan.IsNew && Started.Enabled)
            Started.Add(1, new KeyValuePair<string, object?>("name", row.Name));
        if (plan.Outcome is null or ContinuedAsNew || !Ended.Enabled)
            return;
        var name = new KeyValuePair<string, object?>("name", row.Name);
        var status = new KeyValuePair<string, object?>("status", NameOf(row.Status));
        Ended.Add(1, name, status);
        Runs.Record(Math.Max(0, (row.UpdatedAt - row.CreatedAt).TotalSeconds), name, status);
    }

    public static string NameOf(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Completed => "completed",
        OrchestrationRuntimeStatus.Failed => "failed",
        OrchestrationRuntimeStatus.Terminated => "terminated",
        OrchestrationRuntimeStatus.Pending => "pending",
        OrchestrationRuntimeStatus.Running => "running",
        OrchestrationRuntimeStatus.Suspended => "suspended",
        _ => "other",
    };

    private static double Seconds(long since) => Stopwatch.GetElapsedTime(since).TotalSeconds;
}
