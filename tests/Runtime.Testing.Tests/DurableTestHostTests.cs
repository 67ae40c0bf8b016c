using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Workflows.Testing;

namespace Runtime.Testing.Tests;

public sealed class DurableTestHostTests
{
    private static void AddApproval(DurableTaskRegistry tasks)
    {
        tasks.AddActivityFunc<string, string>("Ask", (_, name) => $"asked {name}");
        tasks.AddOrchestratorFunc<string>("Approval", async context =>
        {
            for (var day = 1; day <= 30; day++)
            {
                await context.CallActivityAsync<string>("Ask", $"day {day}");
                using var answered = new CancellationTokenSource();
                var approval = context.WaitForExternalEvent<string>("Approved");
                if (await Task.WhenAny(approval, context.CreateTimer(TimeSpan.FromDays(1), answered.Token)) == approval)
                {
#pragma warning disable VSTHRD103, CA1849, MA0042 // CancelAsync would leave the orchestrator's turn
                    answered.Cancel();
#pragma warning restore VSTHRD103, CA1849, MA0042
                    return $"{await approval} on day {day}";
                }
            }

            return "nobody answered";
        });
    }

    [Fact]
    public async Task RunToEnd_OfThirtyDays_TakesNoTime()
    {
        await using var host = await DurableTestHost.StartAsync(AddApproval);
        var start = host.Clock.GetUtcNow();
        var watch = Stopwatch.StartNew();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Approval");
        var end = await host.RunToEndAsync(id);
        Assert.Equal("nobody answered", end.ReadOutputAs<string>());
        Assert.Equal(TimeSpan.FromDays(30), host.Clock.GetUtcNow() - start);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        Assert.Equal(30, host.ReadHistory(id).OfType<ActivityCompleted>().Count());
    }

    [Fact]
    public async Task Advance_ToDay12AndApprove_EndsOnThatDay()
    {
        await using var host = await DurableTestHost.StartAsync(AddApproval);
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Approval");
        await host.AdvanceAsync(TimeSpan.FromDays(11.5));
        await host.RestartAsync();
        await host.Client.RaiseEventAsync(id, "Approved", "Ada");
        Assert.Equal("Ada on day 12", (await host.RunToEndAsync(id)).ReadOutputAs<string>());
    }

    /// <summary>A timer beside an activity that runs long must not wait for it.</summary>
    [Fact]
    public async Task Timer_BesideARunningActivity_FiresOnTime()
    {
        var clock = new ManualClock();
        await using var host = await DurableTestHost.StartAsync(AddTimeout(clock), On(clock));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Timeout");
        await host.AdvanceAsync(TimeSpan.FromMinutes(5));
        Assert.Equal("gave up", (await host.Client.GetInstancesAsync(id, getInputsAndOutputs: true))!.ReadOutputAs<string>());
    }

    [Fact]
    public async Task Timer_BesideARunningActivity_FiresOnTimeAfterARestart()
    {
        var clock = new ManualClock();
        await using var host = await DurableTestHost.StartAsync(AddTimeout(clock), On(clock));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Timeout");
        await host.AdvanceAsync(TimeSpan.FromMinutes(2));
        await host.RestartAsync();
        await host.AdvanceAsync(TimeSpan.FromMinutes(3));
        Assert.Equal("gave up", (await host.Client.GetInstancesAsync(id, getInputsAndOutputs: true))!.ReadOutputAs<string>());
    }

    /// <summary>Code that is told to stop and needs longer than the engine: what becomes of it then is nobody's result.</summary>
    [Theory]
    [InlineData("cancelled")]
    [InlineData("failed")]
    [InlineData("returned")]
    public async Task Restart_WhileAnActivityOutlivesTheStop_RunsItAgain(string outcome)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var executions = 0;
        await using var host = await DurableTestHost.StartAsync(tasks =>
        {
            tasks.AddActivityFunc<string, string>("Stubborn", async (context, _) =>
            {
                if (Interlocked.Increment(ref executions) == 2)
                    return "second";
                var token = ((DurableActivityContext)context).CancellationToken;
                begun.SetResult();
                try
                {
                    await stopped.Task;
                    return outcome == "failed" ? throw new IOException("The connection was closed.")
                        : outcome == "cancelled" ? throw new OperationCanceledException(token)
                        : "first";
                }
                finally
                {
                    ended.SetResult();
                }
            });
            tasks.AddOrchestratorFunc<string>("Call", context => context.CallActivityAsync<string>("Stubborn", ""));
        });
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await begun.Task;
        await host.RestartAsync();
        stopped.SetResult();
        await ended.Task;
        Assert.Equal("second", (await host.RunToEndAsync(id)).ReadOutputAs<string>());
        Assert.Equal("second", host.ReadHistory(id).OfType<ActivityCompleted>().Single().Output?.Trim('"'));
    }

    [Fact]
    public async Task RunToEnd_OfARunThatWaitsForAnEvent_SaysSo()
    {
        await using var host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<string>(
            "Wait", context => context.WaitForExternalEvent<string>("Go")));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => host.RunToEndAsync(id));
        Assert.Contains("raise the event", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Other timers count beside it: they say nothing about an activity that is at work.</summary>
    [Fact]
    public async Task Advance_WhileAnActivityIsAtWork_WaitsForIt()
    {
        await using var host = await DurableTestHost.StartAsync(tasks =>
        {
            tasks.AddActivityFunc<string, string>("Work", async (_, _) =>
            {
                for (var i = 0; i < 200; i++)
                    await Task.Run(static () => Thread.SpinWait(1_000));
                return "done";
            });
            tasks.AddOrchestratorFunc<string>("Wait", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(40), CancellationToken.None);
                return "over";
            });
            tasks.AddOrchestratorFunc<DateTime>("Call", async context =>
            {
                await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
                await context.CallActivityAsync<string>("Work", "");
                return context.CurrentUtcDateTime;
            });
        });
        foreach (var _ in Enumerable.Range(0, 3))
            await host.Client.ScheduleNewOrchestrationInstanceAsync("Wait");
        using var beside = new CancellationTokenSource(TimeSpan.FromDays(20), host.Clock);
        var start = host.Clock.GetUtcNow().UtcDateTime;
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Call");
        await host.AdvanceAsync(TimeSpan.FromDays(30));
        var run = await host.Client.GetInstancesAsync(id, getInputsAndOutputs: true);
        Assert.Equal(start.AddDays(1), run!.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task StartAsync_WithMiddlewareOfTheWorker_RunsIt()
    {
        var seen = new List<string>();
        await using var host = await DurableTestHost.StartAsync(
            tasks => tasks.AddOrchestratorFunc<string>("Hello", _ => Task.FromResult("hello")),
            new DurableTestHostOptions
            {
                ConfigureServices = services => services.AddDurableTaskWorker(worker => worker.UseOrchestrationMiddleware(async (context, next) =>
                {
                    seen.Add(context.Name.Name);
                    await next(context);
                })),
            });
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Hello");
        await host.RunToEndAsync(id);
        Assert.Equal(["Hello"], seen);
    }

    [Fact]
    public async Task StartAsync_UnderDurableTasksNames_Runs()
    {
        await using var host = await DurableTaskTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Hello", _ => Task.FromResult("hello")));
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Hello");
        Assert.Equal("hello", (await host.Client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true)).ReadOutputAs<string>());
    }

    /// <summary>The clock jumps; the timer fires once, and not before its time has come on the clock.</summary>
    [Theory]
    [InlineData(-90)]
    [InlineData(90)]
    public async Task Timer_WhenTheClockJumps_FiresOnce(int minutes)
    {
        await using var host = await DurableTestHost.StartAsync(tasks => tasks.AddOrchestratorFunc<DateTime>("Sleep", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }));
        var start = host.Clock.GetUtcNow();
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Sleep");
        await host.AdvanceAsync(TimeSpan.FromMinutes(30));
        host.Clock.Jump(TimeSpan.FromMinutes(minutes));
        var end = await host.RunToEndAsync(id);
        Assert.True(end.ReadOutputAs<DateTime>() >= start.AddHours(2).UtcDateTime);
        Assert.Equal(2, host.ReadHistory(id).OfType<TimerFired>().Count());
    }

    private static DurableTestHostOptions On(ManualClock clock) => new() { ConfigureServices = services => services.AddSingleton(clock) };

    private static Action<DurableTaskRegistry> AddTimeout(ManualClock clock) => tasks =>
    {
        tasks.AddActivityFunc<string, string>("Slow", async (context, _) =>
        {
            await Task.Delay(TimeSpan.FromHours(9), clock, ((DurableActivityContext)context).CancellationToken);
            return "late";
        });
        tasks.AddOrchestratorFunc<string>("Timeout", async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromMinutes(4), CancellationToken.None);
            return await Task.WhenAny(context.CallActivityAsync<string>("Slow", ""), timer) == timer ? "gave up" : "done";
        });
    };
}
