using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Runtime.Bench;

/// <summary>history100mb: a run whose history holds 100 MB goes on in a new process. Its peak of memory must stay far below that.</summary>
internal static class HistoryWorkload
{
    private const string RunId = "long-memory";
    private const int Steps = 2_000;
    private const int ResultChars = 50_000;

    public static async Task<BenchResult> RunAsync(BenchSettings settings)
    {
        using var folder = new BenchFolder(settings);
        var fsync = folder.MeasureFsync();
        var watch = Stopwatch.StartNew();
        await using (var host = await BenchHost.StartInAsync(folder.Path, Tasks))
        {
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Remember", settings.N ?? Steps, new StartOrchestrationOptions(RunId));
            await host.Engine.WaitAsync(RunId, run => run.CustomStatus is not null, CancellationToken.None);
        }

        var built = watch.Elapsed.TotalSeconds;
        var bytes = new DirectoryInfo(folder.Path).EnumerateFiles("*.db*").Sum(file => file.Length);
        var measured = JsonSerializer.Deserialize<BenchResult>(await Child.RunAsync("history", folder.Path), BenchProgram.Json)!;
        return measured with { RunsPerSec = Math.Round(1 / built, 3), FsyncPerSec = fsync, HubMb = Math.Round(bytes / 1048576.0, 1) };
    }

    /// <summary>The process that goes on with it.</summary>
    public static async Task<BenchResult> GoOnAsync(string folder)
    {
        await using var host = await BenchHost.StartInAsync(folder, Tasks);
        var before = Memory.RssMb();
        Memory.ResetPeak();
        var watch = Stopwatch.StartNew();
        await host.Client.RaiseEventAsync(RunId, "go", 1);
        var done = await host.Client.WaitForInstanceCompletionAsync(RunId, getInputsAndOutputs: true);
        var took = Math.Round(watch.Elapsed.TotalMilliseconds, 1);
        if (done.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            throw new InvalidOperationException($"The run ended {done.RuntimeStatus}: {done.SerializedOutput}");
        return new BenchResult("history100mb", 1, 1) { P50Ms = took, P99Ms = took, RssMb = Memory.RssMb(), PeakMb = Memory.PeakMb(), RssBeforeMb = before };
    }

    private static void Tasks(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, long>("Remember", async (context, steps) =>
        {
            long chars = 0;
            for (var step = 0; step < steps; step++)
                chars += (await context.CallActivityAsync<string>("Tell", step)).Length;
            context.SetCustomStatus("told");
            return chars + await context.WaitForExternalEvent<int>("go");
        });
        tasks.AddActivityFunc<int, string>("Tell", (_, step) => new string((char)('a' + (step % 26)), ResultChars));
    }
}
