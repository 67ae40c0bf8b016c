using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;
using Workflows.Testing;

namespace Runtime.Host.Tests.Timers;

public sealed class TimerTriggerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TempFolder folder = new();
    private readonly Seen seen = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Daily_OverAMonth_RunsEachDayAtItsTime()
    {
        await using var host = await StartAsync(Start, typeof(Daily));

        await host.AdvanceAsync(TimeSpan.FromDays(30));

        Assert.Equal(30, seen.Calls.Count);
        Assert.All(seen.Calls, call => Assert.Equal(new TimeSpan(3, 0, 0), call.At.TimeOfDay));
        Assert.All(seen.Calls, call => Assert.False(call.IsPastDue));
        Assert.Equal(seen.Calls[0].At.UtcDateTime, seen.Calls[1].Status!.Last);
        Assert.Equal(seen.Calls[2].At.UtcDateTime, seen.Calls[1].Status!.Next);
    }

    [Fact]
    public async Task Daily_MissedWhileTheHostWasDown_RunsOncePastDue()
    {
        await using (await StartAsync(Start, typeof(Daily)))
        {
        }

        await using var host = await StartAsync(Start.AddDays(3), typeof(Daily));

        var call = Assert.Single(seen.Calls);
        Assert.True(call.IsPastDue);
        Assert.Equal(Start.Date.AddDays(4).AddHours(3), call.Status!.Next);
    }

    [Fact]
    public async Task Daily_WithATimeZone_RunsAtItsHourThere()
    {
        await using var host = await StartAsync(Start, typeof(Daily), ("WEBSITE_TIME_ZONE", "Europe/Berlin"));

        await host.AdvanceAsync(TimeSpan.FromDays(1));

        Assert.Equal(new TimeSpan(1, 0, 0), Assert.Single(seen.Calls).At.TimeOfDay);
    }

    [Fact]
    public async Task Unmonitored_MissedWhileTheHostWasDown_IsNotMadeUpFor()
    {
        await using (await StartAsync(Start, typeof(Unmonitored)))
        {
        }

        await using var host = await StartAsync(Start.AddDays(3), typeof(Unmonitored));

        Assert.Empty(seen.Calls);
        await host.AdvanceAsync(TimeSpan.FromDays(1));
        Assert.Null(Assert.Single(seen.Calls).Status);
    }

    [Fact]
    public async Task OnStartup_WithASettingAsSchedule_RunsAtOnceAndThenOnTime()
    {
        await using var host = await StartAsync(Start, typeof(OnStartup), ("Tick:Schedule", "00:10:00"));

        Assert.Single(seen.Calls);
        await host.AdvanceAsync(TimeSpan.FromMinutes(25));

        Assert.Equal([Start, Start.AddMinutes(10), Start.AddMinutes(20)], seen.Calls.Select(call => call.At));
    }

    [Fact]
    public async Task Failing_WithARetryAttribute_IsCalledAgainAndThenGoesOn()
    {
        await using var host = await StartAsync(Start, typeof(Failing));

        await host.AdvanceAsync(TimeSpan.FromHours(2.5));

        Assert.Equal([0, 1, 2, 0, 1, 2], seen.Calls.Select(call => call.Attempt));
        Assert.Equal(TimeSpan.FromSeconds(10), seen.Calls[1].At - seen.Calls[0].At);
    }

    [Fact]
    public async Task Disabled_BySetting_NeverRuns()
    {
        await using var host = await StartAsync(Start, typeof(Daily), ("AzureWebJobs.Daily.Disabled", "true"));

        await host.AdvanceAsync(TimeSpan.FromDays(3));

        Assert.Empty(seen.Calls);
    }

    [Fact]
    public async Task Slow_WhenItsTimeComesAgain_NeverRunsTwiceAtOnce()
    {
        await using var host = await StartAsync(Start, typeof(Slow));

        await host.AdvanceAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(1, seen.MostAtOnce);
        Assert.Equal(Start.AddMinutes(1), seen.Calls[0].At);
        Assert.Equal(Start.AddMinutes(3.5), seen.Calls[1].At);      // 12:02 and 12:03 waited, and are one
        Assert.True(seen.Calls[1].IsPastDue);
    }

    [Fact]
    public async Task Workflow_StartedByATimerAndThirtyDaysLong_EndsInVirtualTime()
    {
        await using var host = await StartAsync(Start, typeof(Monthly));

        await host.AdvanceAsync(TimeSpan.FromDays(32));

        var run = await host.Client.GetInstancesAsync("month", getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, run!.RuntimeStatus);
        Assert.Equal(Start.Date.AddDays(31).AddHours(3), run.ReadOutputAs<DateTime>());
    }

    [Fact]
    public async Task Start_WithWrongSchedules_NamesThemAll()
    {
        var error = await Assert.ThrowsAsync<FunctionDiscoveryException>(() => StartAsync(Start, typeof(Wrong)));

        Assert.Equal(3, error.Errors.Count);
        Assert.Contains(error.Errors, line => line.Contains("the schedule '61 * * * * *' is wrong", StringComparison.Ordinal));
        Assert.Contains(error.Errors, line => line.Contains("the setting 'Missing:Schedule', which is not set", StringComparison.Ordinal));
        Assert.Contains(error.Errors, line => line.Contains("'soon'", StringComparison.Ordinal));
    }

    private Task<FunctionsTestHost> StartAsync(DateTimeOffset at, Type functions, params (string Name, string Value)[] settings)
    {
        var options = new FunctionsTestHostOptions { StartTime = at, Folder = folder.Path, UseHttp = false };
        options.FunctionTypes.Add(functions);
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        return FunctionsTestHost.StartAsync(builder => builder.Services.AddSingleton(seen), options);
    }

    public sealed record Call(DateTimeOffset At, bool IsPastDue, ScheduleStatus? Status, int Attempt);

    public sealed class Seen
    {
        private int running;

        public List<Call> Calls { get; } = [];

        public int MostAtOnce { get; private set; }

        public void Note(TimerInfo timer, TimeProvider clock, FunctionContext context)
        {
            lock (Calls)
                Calls.Add(new Call(clock.GetUtcNow(), timer.IsPastDue, timer.ScheduleStatus, context.RetryContext.RetryCount));
        }

        public void Enter() => MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref running));

        public void Leave() => Interlocked.Decrement(ref running);
    }

    public sealed class Daily(Seen seen, TimeProvider clock)
    {
        [Function("Daily")]
        public void Run([TimerTrigger("0 0 3 * * *")] TimerInfo timer, FunctionContext context) => seen.Note(timer, clock, context);
    }

    public sealed class Unmonitored(Seen seen, TimeProvider clock)
    {
        [Function("Unmonitored")]
        public void Run([TimerTrigger("0 3 * * *", UseMonitor = false)] TimerInfo timer, FunctionContext context) => seen.Note(timer, clock, context);
    }

    public sealed class OnStartup(Seen seen, TimeProvider clock)
    {
        [Function("OnStartup")]
        public void Run([TimerTrigger("%Tick:Schedule%", RunOnStartup = true)] TimerInfo timer, FunctionContext context) => seen.Note(timer, clock, context);
    }

    public sealed class Failing(Seen seen, TimeProvider clock)
    {
        [Function("Failing"), FixedDelayRetry(2, "00:00:10")]
        public void Run([TimerTrigger("0 0 * * * *")] TimerInfo timer, FunctionContext context)
        {
            seen.Note(timer, clock, context);
            throw new InvalidOperationException("as the test wants it");
        }
    }

    public sealed class Slow(Seen seen, ManualClock clock)
    {
        [Function("Slow")]
        public void Run([TimerTrigger("0 * * * * *")] TimerInfo timer, FunctionContext context)
        {
            seen.Enter();
            seen.Note(timer, clock, context);
            if (seen.Calls.Count == 1)
                clock.Jump(TimeSpan.FromMinutes(2.5));      // what a slow run does: time passes meanwhile
            seen.Leave();
        }
    }

    public static class Monthly
    {
        [Function("StartMonth")]
        public static async Task StartMonth([TimerTrigger("0 0 3 2 6 *")] TimerInfo timer, [DurableClient] DurableTaskClient client) =>
            await client.ScheduleNewOrchestrationInstanceAsync("Month", new StartOrchestrationOptions("month"));

        [Function("Month")]
        public static async Task<DateTime> Month([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            await context.CreateTimer(TimeSpan.FromDays(30), CancellationToken.None);
            return context.CurrentUtcDateTime;
        }
    }

    public static class Wrong
    {
        [Function("TooMany")]
        public static void TooMany([TimerTrigger("61 * * * * *")] TimerInfo timer) => _ = timer;

        [Function("Unset")]
        public static void Unset([TimerTrigger("%Missing:Schedule%")] TimerInfo timer) => _ = timer;

        [Function("Vague")]
        public static void Vague([TimerTrigger("soon")] TimerInfo timer) => _ = timer;
    }
}
