using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Runtime.Host.Discovery;
using Workflows.Storage;

namespace Runtime.Host.Observability;

/// <summary>What triggers count and measure: calls of their functions, how long messages waited, how many wait.</summary>
internal static class TriggerMetrics
{
    private static readonly Meter Meter = new(TelemetrySources.Functions);

    private static readonly Histogram<double> Calls =
        Meter.CreateHistogram<double>("workflows.function.duration", "s", "How long functions ran that timers, queues and blobs set off.");

    private static readonly Histogram<double> Ages =
        Meter.CreateHistogram<double>("workflows.queue.message.age", "s", "How long messages had waited when they were first taken.");

    private static readonly ConcurrentDictionary<IStorageQueue, QueueDepth> Queues = new(ReferenceEqualityComparer.Instance);

    static TriggerMetrics() => Meter.CreateObservableGauge(
        "workflows.queue.depth", Depths, "{message}", "Messages that wait in a queue, as of the measurement before.");

    public static bool MeasuresCalls => Calls.Enabled;

    public static void Called(FunctionModel function, TimeSpan took, bool failed) => Calls.Record(
        took.TotalSeconds, new("name", function.Name), new("trigger", function.Trigger.BindingType), new("outcome", failed ? "failed" : "completed"));

    public static void Taken(string queue, StorageMessage message, DateTimeOffset now)
    {
        if (Ages.Enabled && message.DequeueCount == 1)
            Ages.Record(Math.Max(0, (now - message.InsertedAt).TotalSeconds), new KeyValuePair<string, object?>("queue", queue));
    }

    public static void Watch(string name, IStorageQueue queue) => Queues[queue] = new QueueDepth(name, queue);

    public static void Forget(IStorageQueue queue) => Queues.TryRemove(queue, out _);

    private static IEnumerable<Measurement<long>> Depths() => Queues.Values.Select(depth => depth.Measure()).OfType<Measurement<long>>();

    /// <summary>Counting may be a call over the network, which a gauge must not wait for: each measurement shows what the one before has asked for.</summary>
    private sealed class QueueDepth(string name, IStorageQueue queue)
    {
        private int asking;
        private long last = -1;

        public Measurement<long>? Measure()
        {
            if (Interlocked.Exchange(ref asking, 1) == 0)
                _ = AskAsync();
            return Interlocked.Read(ref last) is >= 0 and var count ? new Measurement<long>(count, new KeyValuePair<string, object?>("queue", name)) : null;
        }

        private async Task AskAsync()
        {
            try
            {
                Interlocked.Exchange(ref last, (await queue.CountAsync()).Messages);
            }
            catch (Exception)
            {
                Interlocked.Exchange(ref last, -1);     // the queue is not there, or cannot be reached: no number is better than an old one
            }
            finally
            {
                Interlocked.Exchange(ref asking, 0);
            }
        }
    }
}
