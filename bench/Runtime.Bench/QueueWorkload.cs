using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Storage;
using Workflows.Storage.Embedded;

namespace Runtime.Bench;

/// <summary>
/// queue: messages through the embedded queue, each sent, received and deleted, every step on disk before the next. Many senders, a few loops that
/// receive batches of 32. A run is one message; its time is from the send's beginning to the delete's end.
/// </summary>
internal static class QueueWorkload
{
    private const int MessagesDefault = 20_000;
    private const int SendersDefault = 64;
    private const int Receivers = 4;
    private const int BodyBytes = 200;

    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        await using var store = EmbeddedStore.Open(folder.Path, TimeProvider.System, NullLogger.Instance);
        var senders = settings.InFlight ?? SendersDefault;
        await MeasureAsync(store, "warm-up", 2_000, senders);
        using var process = Process.GetCurrentProcess();
        var (cpu, flushes, watch) = (process.TotalProcessorTime, store.Flushes, Stopwatch.StartNew());
        var n = settings.N ?? MessagesDefault;
        var times = await MeasureAsync(store, "queue", n, senders);
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        Array.Sort(times);
        return new BenchResult("queue", n, senders)
        {
            RunsPerSec = Math.Round(n / seconds, 1),
            P50Ms = Math.Round(times[n / 2], 3),
            P99Ms = Math.Round(times[Math.Min(n - 1, n * 99 / 100)], 3),
            RssMb = Memory.RssMb(),
            FsyncPerSec = fsync,
            FlushesPerRun = Math.Round((store.Flushes - flushes) / (double)n, 3),
            CpuMsPerRun = Math.Round((process.TotalProcessorTime - cpu).TotalMilliseconds / n, 4),
        };
    }

    /// <returns>Milliseconds of each message.</returns>
    private static async Task<double[]> MeasureAsync(EmbeddedStore store, string name, int n, int senders)
    {
        var queue = store.Queue(name);
        await queue.CreateAsync();
        var began = new long[n];
        var times = new double[n];
        var (next, left) = (-1, n);
        using var done = new CancellationTokenSource();
        var receiving = Enumerable.Range(0, Receivers).Select(_ => ReceiveAsync()).ToList();
        await Task.WhenAll(Enumerable.Range(0, senders).Select(_ => SendAsync()));
        await Task.WhenAll(receiving);
        return times;

        async Task SendAsync()
        {
            for (var i = Interlocked.Increment(ref next); i < n; i = Interlocked.Increment(ref next))
            {
                began[i] = Stopwatch.GetTimestamp();
                await queue.SendAsync(Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture).PadRight(BodyBytes)));
            }
        }

        async Task ReceiveAsync()
        {
            var polling = new QueuePolling(TimeSpan.FromSeconds(1));
            while (Volatile.Read(ref left) > 0)
            {
                var messages = await queue.ReceiveAsync(32, TimeSpan.FromMinutes(1));
                await Task.WhenAll(messages.Select(DeleteAsync));
                if (messages.Count == 0 && !await WaitAsync(polling))
                    return;
            }
        }

        async Task DeleteAsync(StorageMessage message)
        {
            var i = int.Parse(message.Body.Span, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
            await queue.DeleteAsync(message.Id, message.PopReceipt!);
            times[i] = Stopwatch.GetElapsedTime(began[i]).TotalMilliseconds;
            if (Interlocked.Decrement(ref left) == 0)
                await done.CancelAsync();
        }

        async Task<bool> WaitAsync(QueuePolling polling)
        {
            try
            {
                await queue.WaitAsync(polling, done.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }
}
