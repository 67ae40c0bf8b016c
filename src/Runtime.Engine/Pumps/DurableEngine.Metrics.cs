using System.Diagnostics;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <content>What the engine counts and measures; see <see cref="EngineMetrics"/>.</content>
public sealed partial class DurableEngine
{
    /// <summary>The name of the meter that all engines measure under.</summary>
    public const string MeterName = EngineMetrics.MeterName;

    /// <summary>The name of the source of Durable Task's spans.</summary>
    public const string TraceSourceName = DurableTrace.SourceName;

    private WeakReference<DurableEngine>? gauges;

    /// <summary>Activities that wait for a place or for a limit.</summary>
    public int WaitingActivities => activities.Waiting;

    private ValueTask<bool> CommitAsync(HubCommit commit) => EngineMetrics.MeasuresCommits ? MeasuredCommitAsync(commit) : Hub.CommitAsync(commit);

    private async ValueTask<bool> MeasuredCommitAsync(HubCommit commit)
    {
        var since = Stopwatch.GetTimestamp();
        var stored = await Hub.CommitAsync(commit);
        EngineMetrics.Committed(since);
        return stored;
    }

    private void ShowGauges() => gauges ??= EngineGauges.Add(this);

    private void HideGauges()
    {
        if (gauges is { } entry)
            EngineGauges.Remove(entry);
        gauges = null;
    }
}
