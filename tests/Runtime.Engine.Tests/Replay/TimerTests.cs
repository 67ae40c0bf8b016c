using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Tests.Support;

namespace Runtime.Engine.Tests.Replay;

public sealed class TimerTests
{
    [Fact]
    public void Timer_LongerThanTheInterval_IsSplit()
    {
        var live = Live.Begin(Sleep(TimeSpan.FromSeconds(7)), TimeSpan.FromSeconds(3));
        live.TurnAt(Live.Start.AddSeconds(3));
        live.TurnAt(Live.Start.AddSeconds(6));
        Assert.Null(live.Execution.Outcome);
        live.TurnAt(Live.Start.AddSeconds(7));
        Assert.Equal([3.0, 6.0, 7.0], live.Turns.SelectMany(turn => turn.Decided).OfType<TimerCreated>().Select(timer =>
            (timer.FireAt - Live.Start).TotalSeconds));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, live.Execution.Status);
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(6, 2)]
    [InlineData(9, 3)]
    public void Timer_AMultipleOfTheInterval_HasNoEmptyRest(int seconds, int timers)
    {
        var live = Live.Begin(Sleep(TimeSpan.FromSeconds(seconds)), TimeSpan.FromSeconds(3));
        for (var i = 3; i <= seconds; i += 3)
            live.TurnAt(Live.Start.AddSeconds(i));
        Assert.Equal(timers, live.Turns.Sum(turn => turn.Decided.Count(item => item is TimerCreated)));
        Assert.NotNull(live.Execution.Outcome);
    }

    [Fact]
    public void Timer_SplitAndTheClockJumpsPastItsEnd_FiresAtOnce()
    {
        var live = Live.Begin(Sleep(TimeSpan.FromSeconds(7)), TimeSpan.FromSeconds(3));
        live.TurnAt(Live.Start.AddSeconds(30));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, live.Execution.Status);
    }

    [Fact]
    public void Timer_InThePast_IsDueAtOnce()
    {
        var live = Live.Begin(Sleep(TimeSpan.FromDays(-1)));
        Assert.True(live.Execution.IsDue(live.Now));
        live.Turn();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, live.Execution.Status);
    }

    [Fact]
    public void Timer_OpenWhenTheCodeReturns_HoldsTheCompletion()
    {
        var live = Live.Begin(context =>
        {
            _ = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
            return Task.FromResult<object?>(7);
        });
        Assert.Equal(OrchestrationRuntimeStatus.Running, live.Execution.Status);
        Assert.Equal(Live.Start.AddDays(1), live.Execution.NextWake);
        live.TurnAt(Live.Start.AddDays(1));
        Assert.Equal("7", live.Output);
    }

    [Fact]
    public void Timer_Cancelled_ThrowsAndDoesNotHoldTheCompletion()
    {
        var live = Live.Begin(async context =>
        {
            using var stop = new CancellationTokenSource();
            var timer = context.CreateTimer(TimeSpan.FromDays(1), stop.Token);
            await context.CallActivityAsync("A");
#pragma warning disable CA1849, VSTHRD103, MA0042 // an orchestrator cancels at once, on its own thread
            stop.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
            try
            {
                await timer;
            }
            catch (TaskCanceledException)
            {
                return "cancelled";
            }

            return null;
        });
        live.Turn(new ActivityCompleted(1, null));
        Assert.Equal("\"cancelled\"", live.Output);
        Assert.Null(live.Execution.NextWake);
    }

    [Fact]
    public void Timer_WithACancelledToken_TakesNoTaskId()
    {
        var live = Live.Begin(async context =>
        {
            var timer = context.CreateTimer(TimeSpan.FromDays(1), new CancellationToken(canceled: true));
            await context.CallActivityAsync("A");
            return timer.IsCanceled;
        });
        Assert.Equal(0, Assert.IsType<ActivityScheduled>(Assert.Single(live.Turns[0].Decided)).TaskId);
        live.Turn(new ActivityCompleted(0, null));
        Assert.Equal("true", live.Output);
    }

    [Fact]
    public void Timer_InLocalTime_Throws()
    {
        var live = Live.Begin(async context =>
        {
            await context.CreateTimer(new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Local), CancellationToken.None);
            return null;
        });
        Assert.Equal("System.ArgumentException", live.Failure!.ErrorType);
    }

    [Fact]
    public void Timers_DueTogether_FireInTheOrderTheyAreDue()
    {
        var live = Live.Begin(async context =>
        {
            var order = new List<int>();
            async Task WaitAsync(int seconds)
            {
                await context.CreateTimer(TimeSpan.FromSeconds(seconds), CancellationToken.None);
                order.Add(seconds);
            }

            await Task.WhenAll(WaitAsync(3), WaitAsync(1), WaitAsync(2));
            return string.Concat(order);
        });
        live.TurnAt(Live.Start.AddSeconds(5));
        Assert.Equal("\"123\"", live.Output);
        Assert.Equal(live.Execution.Status, live.Replay().Status);
    }

    [Fact]
    public void Timers_OfASuspendedRun_FireAfterItResumes()
    {
        var live = Live.Begin(Sleep(TimeSpan.FromSeconds(3)));
        live.Turn(new SuspendRequested(null));
        live.Now = Live.Start.AddSeconds(5);
        Assert.Empty(live.Execution.DueTimers(live.Now));
        Assert.Null(live.Execution.NextWake);
        live.Turn(new ResumeRequested(null));
        Assert.True(live.Execution.IsDue(live.Now));
        live.Turn();
        Assert.Equal(OrchestrationRuntimeStatus.Completed, live.Execution.Status);
    }

    private static Func<TaskOrchestrationContext, Task<object?>> Sleep(TimeSpan time) => async context =>
    {
        await context.CreateTimer(time, CancellationToken.None);
        return null;
    };
}
