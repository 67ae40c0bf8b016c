using Microsoft.DurableTask;

namespace Runtime.Bench;

/// <summary>The workloads by name.</summary>
internal static class Workloads
{
    public static readonly IReadOnlyDictionary<string, Func<BenchSettings, Task<BenchResult>>> All =
        new Dictionary<string, Func<BenchSettings, Task<BenchResult>>>
        {
            ["sequence5"] = Sequence5Async,
            ["sequence5listened"] = Sequence5ListenedAsync,
            ["latency"] = LatencyAsync,
            ["fanout1000"] = FanOutAsync,
            ["long2000"] = settings => LongAsync(settings, "long2000", 2_000, runs: 5),
            ["long20000"] = settings => LongAsync(settings, "long20000", 20_000, runs: 1),
            ["subs100"] = SubsAsync,
            ["idle5000"] = IdleWorkloads.Idle5000Async,
            ["idle1m"] = IdleWorkloads.Idle1MAsync,
            ["crash500"] = CrashWorkload.RunAsync,
            ["query1m"] = QueryWorkload.RunAsync,
            ["history100mb"] = HistoryWorkload.RunAsync,
            ["queue"] = QueueWorkload.RunAsync,
            ["queue-host"] = QueueHostWorkload.RunAsync,
            ["blob100k"] = BlobWorkload.EmbeddedAsync,
            ["blob10k-azurite"] = BlobWorkload.AzuriteAsync,
            ["sandbox"] = SandboxWorkload.RunAsync,
            ["router"] = RouterWorkload.RunAsync,
            ["http-status"] = HttpWorkloads.StatusAsync,
            ["http-start"] = HttpWorkloads.StartAsync,
            ["http-idle"] = HttpWorkloads.IdleAsync,
        };

    private const int WarmUpRuns = 2_000;       // the JIT's second tier is reached well before

    /// <summary>Five activities one after another, 200 runs in flight.</summary>
    private static Task<BenchResult> Sequence5Async(BenchSettings settings) => SequenceAsync(settings, "sequence5");

    /// <summary>The same while every span and measurement is made and dropped.</summary>
    private static async Task<BenchResult> Sequence5ListenedAsync(BenchSettings settings)
    {
        using var listener = new Listener();
        return await SequenceAsync(settings, "sequence5listened");
    }

    private static async Task<BenchResult> SequenceAsync(BenchSettings settings, string name)
    {
        await using var host = await BenchHost.StartAsync(settings, Sequence);
        await host.MeasureAsync("warm-up", WarmUpRuns, 200, _ => RunAsync(host));
        return await host.MeasureAsync(name, settings.N ?? 2_000, settings.InFlight ?? 200, _ => RunAsync(host));
    }

    /// <summary>The same, one run at a time.</summary>
    private static async Task<BenchResult> LatencyAsync(BenchSettings settings)
    {
        await using var host = await BenchHost.StartAsync(settings, Sequence);
        await host.MeasureAsync("warm-up", WarmUpRuns, 200, _ => RunAsync(host));
        return await host.MeasureAsync("latency", settings.N ?? 500, 1, _ => RunAsync(host));
    }

    /// <summary>1,000 activities at once, all results awaited; one run at a time.</summary>
    private static async Task<BenchResult> FanOutAsync(BenchSettings settings)
    {
        await using var host = await BenchHost.StartAsync(settings, tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>("FanOut", async (context, width) =>
                (await Task.WhenAll(Enumerable.Range(0, width).Select(i => context.CallActivityAsync<int>("AddOne", i)))).Sum());
            tasks.AddActivityFunc<int, int>("AddOne", (_, value) => value + 1);
        });
        Task Run(int _) => RunAsync(host, "FanOut", 1_000, 500_500);
        await host.MeasureAsync("warm-up", 50, 1, Run);
        return await host.MeasureAsync("fanout1000", settings.N ?? 50, settings.InFlight ?? 1, Run);
    }

    /// <summary>Many activities one after another in one run; one run at a time.</summary>
    private static async Task<BenchResult> LongAsync(BenchSettings settings, string name, int steps, int runs)
    {
        await using var host = await BenchHost.StartAsync(settings, tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>("Long", async (context, count) =>
            {
                var value = 0;
                for (var step = 0; step < count; step++)
                    value = await context.CallActivityAsync<int>("AddOne", value);
                return value;
            });
            tasks.AddActivityFunc<int, int>("AddOne", (_, value) => value + 1);
        });
        await host.MeasureAsync("warm-up", 1, 1, _ => RunAsync(host, "Long", 2_000, 2_000));
        return await host.MeasureAsync(name, settings.N ?? runs, settings.InFlight ?? 1, _ => RunAsync(host, "Long", steps, steps));
    }

    /// <summary>100 sub-orchestrations of one activity each; one run at a time.</summary>
    private static async Task<BenchResult> SubsAsync(BenchSettings settings)
    {
        await using var host = await BenchHost.StartAsync(settings, tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>("Subs", async (context, width) =>
                (await Task.WhenAll(Enumerable.Range(0, width).Select(i => context.CallSubOrchestratorAsync<int>("Sub", i)))).Sum());
            tasks.AddOrchestratorFunc<int, int>("Sub", (context, value) => context.CallActivityAsync<int>("AddOne", value));
            tasks.AddActivityFunc<int, int>("AddOne", (_, value) => value + 1);
        });
        Task Run(int _) => RunAsync(host, "Subs", 100, 5_050);
        await host.MeasureAsync("warm-up", 100, 1, Run);
        return await host.MeasureAsync("subs100", settings.N ?? 100, settings.InFlight ?? 1, Run);
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

    private static Task RunAsync(BenchHost host) => RunAsync(host, "Sequence5", 1, 6);

    private static async Task RunAsync(BenchHost host, string orchestrator, int input, int expected)
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync(orchestrator, input);
        var done = await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true);
        if (done.ReadOutputAs<int>() != expected)
            throw new InvalidOperationException($"Run {id} ended {done.RuntimeStatus} with {done.SerializedOutput}.");
    }
}
