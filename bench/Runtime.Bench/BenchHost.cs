using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Engine.Pumps;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>A host on a hub, as an application would set it up.</summary>
internal sealed class BenchHost : IAsyncDisposable
{
    private readonly IHost host;
    private readonly BenchFolder? owned;

    private BenchHost(IHost host, BenchFolder? owned, double fsyncPerSec)
    {
        this.host = host;
        this.owned = owned;
        FsyncPerSec = fsyncPerSec;
        Client = host.Services.GetRequiredService<DurableTaskClient>();
    }

    public DurableTaskClient Client { get; }

    public double FsyncPerSec { get; }

    public DurableEngine Engine => host.Services.GetRequiredService<EmbeddedRuntime>().Engine;

    private SqliteTaskHub Hub => (SqliteTaskHub)Engine.Hub;

    /// <summary>A host on a fresh hub in a folder of its own, which goes with it.</summary>
    public static async Task<BenchHost> StartAsync(BenchSettings settings, Action<DurableTaskRegistry> tasks)
    {
        var folder = new BenchFolder(settings);
        return new BenchHost(await OpenAsync(folder.Path, tasks), folder, folder.MeasureFsync());
    }

    /// <summary>A host on the hub of a folder, which stays.</summary>
    public static async Task<BenchHost> StartInAsync(string folder, Action<DurableTaskRegistry> tasks, Action<EmbeddedHubOptions>? configure = null) =>
        new(await OpenAsync(folder, tasks, configure), null, 0);

    /// <summary>Runs a workload, and fills in what every workload reports.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="n">How many runs.</param>
    /// <param name="inFlight">How many at the same time.</param>
    /// <param name="run">One run; its duration is one latency sample.</param>
    public async Task<BenchResult> MeasureAsync(string name, int n, int inFlight, Func<int, Task> run)
    {
        var latencies = new double[n];
        var process = Process.GetCurrentProcess();
        var (flushes, commits, cpu) = (Hub.Flushes, Hub.Commits, process.TotalProcessorTime);
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
            RssMb = Memory.RssMb(),
            FsyncPerSec = Math.Round(FsyncPerSec),
            FlushesPerRun = Math.Round((Hub.Flushes - flushes) / (double)n, 3),
            CpuMsPerRun = Math.Round((process.TotalProcessorTime - cpu).TotalMilliseconds / n, 4),
            CommitsPerSec = Math.Round((Hub.Commits - commits) / seconds),
            CommitsPerFsync = FsyncPerSec > 0 ? Math.Round((Hub.Commits - commits) / seconds / FsyncPerSec, 3) : null,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
        owned?.Dispose();
    }

    private static async Task<IHost> OpenAsync(string folder, Action<DurableTaskRegistry> tasks, Action<EmbeddedHubOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddDurableTaskWorker(worker =>
        {
            worker.AddTasks(tasks);
            worker.UseEmbeddedHub(hub =>
            {
                hub.Folder = folder;
                configure?.Invoke(hub);
            });
        });
        builder.Services.AddDurableTaskClient(client => client.UseEmbeddedHub());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
