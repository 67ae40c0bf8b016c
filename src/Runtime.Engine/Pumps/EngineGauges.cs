using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>The running engines of this process, as their gauges show them. An engine that nobody holds any more is forgotten.</summary>
internal static class EngineGauges
{
    private static readonly TimeSpan CountAgainAfter = TimeSpan.FromSeconds(15);    // counting a million runs takes a tenth of a second

    private static readonly OrchestrationRuntimeStatus[] Unfinished =
        [OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended];

    private static readonly ConcurrentDictionary<WeakReference<DurableEngine>, byte> Engines = new();
    private static readonly Lock Counting = new();

    private static Measurement<long>[] active = [];
    private static long countedAt;

    public static WeakReference<DurableEngine> Add(DurableEngine engine)
    {
        var entry = new WeakReference<DurableEngine>(engine);
        Engines[entry] = 0;
        return entry;
    }

    public static void Remove(WeakReference<DurableEngine> entry) => Engines.TryRemove(entry, out _);

    public static long Sum(Func<DurableEngine, long> value) => Running().Sum(value);

    /// <summary>Unfinished runs by status, counted at most every 15 seconds.</summary>
    public static IEnumerable<Measurement<long>> ActiveRuns()
    {
        lock (Counting)
        {
            if (countedAt == 0 || Stopwatch.GetElapsedTime(countedAt) > CountAgainAfter)
            {
                var counts = Running().Select(Count).ToList();
                active = [.. Unfinished.Select(status => new Measurement<long>(
                    counts.Sum(count => count.GetValueOrDefault(status)), new KeyValuePair<string, object?>("status", EngineMetrics.NameOf(status))))];
                countedAt = Stopwatch.GetTimestamp();
            }

            return active;
        }
    }

    private static IReadOnlyDictionary<OrchestrationRuntimeStatus, long> Count(DurableEngine engine)
    {
        try
        {
            return engine.Hub.Count(new RunQuery { Statuses = Unfinished }).ByStatus;
        }
        catch (Exception)
        {
            return new Dictionary<OrchestrationRuntimeStatus, long>();      // its hub is being closed: nothing of it is active here
        }
    }

    private static IEnumerable<DurableEngine> Running()
    {
        foreach (var entry in Engines.Keys)
        {
            if (entry.TryGetTarget(out var engine))
                yield return engine;
            else
                Remove(entry);
        }
    }
}
