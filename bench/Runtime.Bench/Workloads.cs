using Microsoft.DurableTask;

namespace Runtime.Bench;

/// <summary>The workloads by name.</summary>
internal static class Workloads
{
    public static readonly IReadOnlyDictionary<string, Func<BenchSettings, Task<BenchResult>>> All =
        new Dictionary<string, Func<BenchSettings, Task<BenchResult>>>
        {
            ["sequence5"] = Sequence5Async,
            ["latency"] = LatencyAsync,
        };

    private const int WarmUpRuns = 2_000;       // the JIT's second tier is reached well before

    /// <summary>Five activities one after another, 200 runs in flight.</summary>
    private static async Task<BenchResult> Sequence5Async(BenchSettings settings)
    {
        await using var host = await BenchHost.StartAsync(settings, Sequence);
        await host.MeasureAsync("warm-up", WarmUpRuns, 200, _ => RunAsync(host));
        return await host.MeasureAsync("sequence5", settings.N ?? 2_000, settings.InFlight ?? 200, _ => RunAsync(host));
    }

    /// <summary>The same, one run at a time.</summary>
    private static async Task<BenchResult> LatencyAsync(BenchSettings settings)
    {
        await using var host = await BenchHost.StartAsync(settings, Sequence);
        await host.MeasureAsync("warm-up", WarmUpRuns, 200, _ => RunAsync(host));
        return await host.MeasureAsync("latency", settings.N ?? 500, 1, _ => RunAsync(host));
    }

    private static void Sequence(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("Sequence5", async (context, input) =>
        {
            var value = input;
            for (var step = 0; step < 5; step++)
                value = await context.CallActivityAsync<int>("AddOne", value);
            return value;
        });
        tasks.AddActivityFunc<int, int>("AddOne", (_, value) => value + 1);
    }

    private static async Task RunAsync(BenchHost host)
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sequence5", 1);
        var done = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        if (done.ReadOutputAs<int>() != 6)
            throw new InvalidOperationException($"Run {id} ended {done.RuntimeStatus} with {done.SerializedOutput}.");
    }
}
