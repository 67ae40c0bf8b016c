using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>A host on a fresh hub in a folder of its own, as an application would set it up.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly string folder;

    private BenchHost(IHost host, string folder, double fsyncPerSec)
    {
        this.host = host;
        this.folder = folder;
        FsyncPerSec = fsyncPerSec;
        Client = host.Services.GetRequiredService<DurableTaskClient>();
    }

    public DurableTaskClient Client { get; }

    public double FsyncPerSec { get; }

    private SqliteTaskHub Hub => (SqliteTaskHub)host.Services.GetRequiredService<EmbeddedRuntime>().Engine.Hub;

    public static async Task<BenchHost> StartAsync(BenchSettings settings, Action<DurableTaskRegistry> tasks)
    {
        var folder = Path.Combine(settings.Folder ?? Path.GetTempPath(), "bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var fsyncPerSec = MeasureFsync(folder);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDurableTaskWorker(worker =>
        {
            worker.AddTasks(tasks);
            worker.UseEmbeddedHub(hub => hub.Folder = folder);
        });
        builder.Services.AddDurableTaskClient(client => client.UseEmbeddedHub());
        var host = builder.Build();
        await host.StartAsync();
        return new BenchHost(host, folder, fsyncPerSec);
    }

    /// <summary>Runs a workload, and fills in what every workload reports.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="n">How many runs.</param>
    /// <param name="inFlight">How many at the same time.</param>
    /// <param name="run">One run; its duration is one latency sample.</param>
    public async Task<BenchResult> MeasureAsync(string name, int n, int inFlight, Func<int, Task> run)
    {
        var latencies = new double[n];
        var process = Process.GetCurrentProcess();
        var (flushes, cpu) = (Hub.Flushes, process.TotalProcessorTime);
        var watch = Stopwatch.StartNew();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < n; i = Interlocked.Increment(ref next))
            {
                var began = Stopwatch.GetTimestamp();
                await run(i);
                latencies[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }
        }));
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        Array.Sort(latencies);
        return new BenchResult(name, n, inFlight)
        {
            RunsPerSec = Math.Round(n / seconds, 1),
            P50Ms = Math.Round(latencies[n / 2], 3),
            P99Ms = Math.Round(latencies[Math.Min(n - 1, n * 99 / 100)], 3),
            RssMb = Math.Round(process.WorkingSet64 / 1048576.0, 1),
            FsyncPerSec = Math.Round(FsyncPerSec),
            FlushesPerRun = Math.Round((Hub.Flushes - flushes) / (double)n, 3),
            CpuMsPerRun = Math.Round((process.TotalProcessorTime - cpu).TotalMilliseconds / n, 4),
            Sqlite = SqliteTaskHub.SqliteVersion,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Appends one page and flushes it, again and again for half a second.</summary>
    private static double MeasureFsync(string folder)
    {
        var path = Path.Combine(folder, "fsync.probe");
        var page = new byte[4096];
        var count = 0;
        var watch = Stopwatch.StartNew();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (; watch.ElapsedMilliseconds < 500; count++)
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        File.Delete(path);
        return count / seconds;
    }
}
