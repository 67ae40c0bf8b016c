using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class TimerFacts
{
    [Fact]
    public async Task Fact033_Timer_LongerThanMaximumTimerInterval_IsSplit()
    {
        await using var app = await DurableApp.StartAsync(
            tasks => tasks.AddOrchestratorFunc("Main", context => context.CreateTimer(TimeSpan.FromSeconds(7), CancellationToken.None)),
            new DurableAppSetup { Worker = worker => Microsoft.DurableTask.Worker.DurableTaskWorkerBuilderExtensions.Configure(worker,
                options => options.MaximumTimerInterval = TimeSpan.FromSeconds(3)) });
        var run = await app.RunAsync("Main");
        var timers = app.Runtime.Engine.Hub.ReadHistory(app.Runtime.Engine.Find(run.InstanceId)!.Number)
            .Sum(chunk => HistoryCodec.Decode(chunk).Decided.Count(item => item is TimerCreated));
        Assert.Equal(3, timers);
        Assert.Equal(TimeSpan.FromSeconds(7), run.LastUpdatedAt - run.CreatedAt);
    }

    [Fact]
    public async Task Fact034_Timer_OfYears_Fires()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
            tasks.AddOrchestratorFunc("Main", context => context.CreateTimer(TimeSpan.FromDays(800), CancellationToken.None)));
        var run = await app.RunAsync("Main");
        Assert.Equal(TimeSpan.FromDays(800), run.LastUpdatedAt - run.CreatedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3600)]
    public async Task Fact035_Timer_DueInThePast_FiresAtOnce(int seconds)
    {
        await using var app = await DurableApp.StartAsync(tasks =>
            tasks.AddOrchestratorFunc("Main", context => context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None)));
        var run = await app.EndOnStillClockAsync(await app.ScheduleAsync("Main"));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, run.RuntimeStatus);
        Assert.Equal(run.CreatedAt, run.LastUpdatedAt);
    }

    [Fact]
    public async Task Fact036_Timer_PendingWhenTheCodeReturned_KeepsTheInstanceRunning()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", context =>
        {
            _ = context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return 7;
        }));
        var id = await app.ScheduleAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.GetAsync(id)).RuntimeStatus);
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.GetAsync(id)).RuntimeStatus);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(7, (await app.EndOnStillClockAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact037_Timer_Cancelled_ThrowsAndDoesNotHoldTheCompletion()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Main", async context =>
            {
                using var stop = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromDays(30), stop.Token);
                await context.CallActivityAsync("A");
#pragma warning disable CA1849, VSTHRD103, MA0042 // an orchestrator cancels at once, on its own thread
                stop.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
                try
                {
                    await timer;
                    return "fired";
                }
                catch (TaskCanceledException)
                {
                    return "cancelled";
                }
            });
            tasks.AddActivityFunc<int>("A", int (_) => 1);
        });
        Assert.Equal("cancelled", (await app.EndOnStillClockAsync(await app.ScheduleAsync("Main"))).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact038_Timer_InLocalTime_IsRefused()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
            tasks.AddOrchestratorFunc("Main", context => context.CreateTimer(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Local), CancellationToken.None)));
        Assert.Contains("UTC", (await app.RunAsync("Main")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact034_Timers_OfManyRuns_FireAtTheirTimes()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int, DateTime>("Main", async (context, hours) =>
        {
            await context.CreateTimer(TimeSpan.FromHours(hours), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));
        var start = app.Clock.GetUtcNow().UtcDateTime;
        var ids = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => app.ScheduleAsync("Main", i % 50)));
        for (var hour = 0; hour < 50; hour++)
        {
            var due = await Task.WhenAll(ids.Where((_, i) => i % 50 == hour).Select(app.EndOnStillClockAsync));
            Assert.All(due, run => Assert.Equal(start.AddHours(hour), run.ReadOutputAs<DateTime>()));
            app.Clock.Advance(TimeSpan.FromHours(1));
        }
    }
}
