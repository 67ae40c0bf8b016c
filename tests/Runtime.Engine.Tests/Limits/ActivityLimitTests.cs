using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Limits;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Limits;

/// <summary>Limits on a running engine.</summary>
public sealed class ActivityLimitTests
{
    [Fact]
    public async Task Run_WithMaxConcurrent_NeverRunsMore()
    {
        var meter = new Meter { Together = 3 };
        await using var app = await StartAsync(meter, new ActivityLimit { Activity = "work", MaxConcurrent = 3 });
        Assert.Equal(60, await app.RunAsync<int>("FanOut", 60));
        Assert.Equal(3, meter.Most);
    }

    [Fact]
    public async Task SetLimits_WhileRunning_HoldsFromThenOn()
    {
        var meter = new Meter();
        await using var app = await StartAsync(meter, new ActivityLimit { Activity = "Work", MaxConcurrent = 1 });
        await app.RunAsync<int>("FanOut", 10);
        Assert.Equal(1, meter.Most);
        app.Runtime.Engine.SetLimits([]);
        await app.RunAsync<int>("FanOut", 10);
        Assert.Throws<ArgumentException>(() => app.Runtime.Engine.SetLimits([new ActivityLimit { MaxConcurrent = -1 }]));
        app.Runtime.Engine.SetLimits([new ActivityLimit { MaxConcurrent = 2 }]);
        meter.Reset();
        await app.RunAsync<int>("FanOut", 10);
        Assert.InRange(meter.Most, 1, 2);
    }

    [Fact]
    public async Task Run_WithARatePerTag_TakesTheTimeOfTheRateOnTheClock()
    {
        var meter = new Meter();
        await using var app = await StartAsync(meter, new ActivityLimit { Activity = "Work", KeyTag = "tenant", RatePerSecond = 1 });
        var began = app.Clock.GetUtcNow().UtcDateTime;
        var options = new StartOrchestrationOptions { Tags = new Dictionary<string, string> { ["tenant"] = "red" } };
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("FanOut", 11, options);
        await app.EndAsync(id);
        Assert.InRange(app.Clock.GetUtcNow().UtcDateTime - began, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(11));
    }

    [Fact]
    public async Task LimitUse_ActivityBehindALimit_CountsIt()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await StartAsync(new Meter { Gate = gate.Task }, new ActivityLimit { Activity = "Work", MaxConcurrent = 1 });
        var id = await app.ScheduleAsync("FanOut", 2);
        await app.UntilStatusAsync(id, OrchestrationRuntimeStatus.Running);
        var use = Assert.Single(app.Runtime.Engine.LimitUse());
        Assert.Equal(("Work", 1, 1), (use.Activity, use.Running, use.Waiting));
        gate.SetResult();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.EndAsync(id)).RuntimeStatus);
        Assert.Empty(app.Runtime.Engine.LimitUse());
    }

    private static Task<DurableApp> StartAsync(Meter meter, params ActivityLimit[] limits) => DurableApp.StartAsync(
        tasks =>
        {
            tasks.AddOrchestratorFunc<int, int>("FanOut", async (context, width) =>
                (await Task.WhenAll(Enumerable.Range(0, width).Select(i => context.CallActivityAsync<int>("Work", i)))).Length);
            tasks.AddActivityFunc<int, int>("Work", (_, value) => meter.RunAsync(value));
        },
        new DurableAppSetup
        {
            Hub = hub =>
            {
                hub.InMemory = true;
                hub.Limits = limits;
            },
        });

    private sealed class Meter
    {
        private int now;
        private readonly TaskCompletionSource met = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int most;

        public Task Gate { get; init; } = Task.CompletedTask;

        /// <summary>The first wait for each other until so many run at once.</summary>
        public int Together { get; init; }

        public int Most => most;

        public void Reset() => most = 0;

        public async Task<int> RunAsync(int value)
        {
            var count = Interlocked.Increment(ref now);
            for (var seen = most; seen < count; seen = most)
                Interlocked.CompareExchange(ref most, count, seen);
            if (count >= Together)
                met.TrySetResult();
            await met.Task;
            await Gate;
            await Task.Yield();
            Interlocked.Decrement(ref now);
            return value;
        }
    }
}
