using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Bench;

/// <summary>What runs cost that wait.</summary>
internal static class IdleWorkloads
{
    private const int WarmUpRuns = 1_500;       // more than the engine keeps in memory, so that these are dropped already
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(5);

    /// <summary>5,000 runs wait for an event: memory for each of them, beyond what the engine takes with none.</summary>
    public static async Task<BenchResult> Idle5000Async(BenchSettings settings)
    {
        var n = settings.N ?? 5_000;
        var inFlight = settings.InFlight ?? 200;
        await using var host = await BenchHost.StartAsync(settings, Wait);
        await host.MeasureAsync("warm-up", WarmUpRuns, inFlight, i => EndAsync(host, i));
        var (heap, rss) = (Memory.HeapBytes(), Memory.RssKb());
        var result = await host.MeasureAsync("idle5000", n, inFlight, _ => BeginAsync(host));
        var (heapNow, rssNow) = (Memory.HeapBytes(), Memory.RssKb());
        return result with
        {
            HeapKbPerRun = Math.Round((heapNow - heap) / 1024.0 / n, 3),
            RssKbPerRun = Math.Round((rssNow - rss) / (double)n, 3),
            RunsInMemory = host.Engine.RunsInMemory,
            RssMb = Memory.RssMb(),
        };
    }

    /// <summary>1,000,000 runs sleep: a process of its own starts on their hub and does nothing for some seconds.</summary>
    public static async Task<BenchResult> Idle1MAsync(BenchSettings settings)
    {
        var n = settings.N ?? 1_000_000;
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        var watch = Stopwatch.StartNew();
        await HubFiller.FillAsync(folder.Path, n, Sleeper);
        var built = watch.Elapsed.TotalSeconds;
        var measured = JsonSerializer.Deserialize<BenchResult>(await Child.RunAsync("idle1m", folder.Path), BenchProgram.Json)!;
        return measured with { N = n, RunsPerSec = Math.Round(n / built, 1), FsyncPerSec = fsync };
    }

    /// <summary>The process on the hub of sleepers.</summary>
    public static async Task<BenchResult> SleepAsync(string folder)
    {
        await using var host = await BenchHost.StartInAsync(folder, Wait);
        var age = Child.Age();
        await Task.Delay(TimeSpan.FromSeconds(1));      // what the start left to be done in the background
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        await Task.Delay(Watched);
        process.Refresh();
        return new BenchResult("idle1m", 0, 0)
        {
            StartMs = Math.Round(age),
            P50Ms = Math.Round(age),
            P99Ms = Math.Round(age),
            IdleCpuPercent = Math.Round(100 * (process.TotalProcessorTime - cpu) / Watched, 3),
            RssMb = Memory.RssMb(),
        };
    }

    private static void Wait(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("Wait", async (context, _) => await context.WaitForExternalEvent<int>("go"));
        tasks.AddOrchestratorFunc<int, int>("Sleep", async (context, days) =>
        {
            await context.CreateTimer(TimeSpan.FromDays(days), CancellationToken.None);
            return days;
        });
    }

    private static (RunRow Row, Turn Turn) Sleeper(int i, long number)
    {
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddMilliseconds(i);
        var due = at.AddYears(50);
        var id = i.ToString("x32", CultureInfo.InvariantCulture);
        var row = new RunRow(number, id, "Sleep", "") { Execution = number, CreatedAt = at, UpdatedAt = at, WakeAt = due.Ticks };
        return (row, new Turn(at, [new ExecutionStarted("Sleep", "", "18262")], [new TimerCreated(0, due)]));
    }

    private static async Task<string> BeginAsync(BenchHost host)
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait", 1);
        await host.Client.WaitForInstanceStartAsync(id);
        return id;
    }

    private static async Task EndAsync(BenchHost host, int i)
    {
        var id = await BeginAsync(host);
        await host.Client.RaiseEventAsync(id, "go", i);
        await host.Client.WaitForInstanceCompletionAsync(id);
    }
}
