using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Tests.Support;

namespace Runtime.Engine.Tests.Replay;

public sealed class ReplayTests
{
    private static readonly TaskFailureDetails Boom = new("System.TimeoutException", "late", null, null, null);

    [Fact]
    public void Replay_TheSameTurns_LeadsToTheSameState()
    {
        var live = Live.Begin(EverythingAsync);
        live.Turn(new ActivityCompleted(0, "\"a\""));
        live.Turn(new EventReceived("go", "5"));
        live.Now = Live.Start.AddHours(1);
        live.Turn(new ChildFailed(3, Boom));

        var replayed = live.Replay();

        Assert.Equal(OrchestrationRuntimeStatus.Running, replayed.Status);
        Assert.Equal(live.Execution.CustomStatus, replayed.CustomStatus);
        Assert.Equal(live.Execution.NextWake, replayed.NextWake);
        Assert.Equal(live.Execution.Open.Keys.Order(), replayed.Open.Keys.Order());
        Assert.Equal(live.Execution.Turns, replayed.Turns);
    }

    [Fact]
    public void Run_AfterAReplay_DecidesAsTheLiveExecutionDoes()
    {
        var live = Live.Begin(EverythingAsync);
        live.Turn(new ActivityCompleted(0, "\"a\""));
        var replayed = live.Replay();
        HistoryEvent[] next = [new EventReceived("go", "5"), new ChildCompleted(3, null)];
        Assert.Equal(live.Execution.Run(Live.Start, next).Decided, replayed.Run(Live.Start, next).Decided);
    }

    [Fact]
    public void Run_FanOut_TakesOneIdForEveryAction()
    {
        var live = Live.Begin(async context =>
        {
            var calls = Enumerable.Range(0, 3).Select(i => context.CallActivityAsync<int>("Square", i)).ToList();
            context.SendEvent("other", "ping", 1);
            calls.Add(context.CallSubOrchestratorAsync<int>("Child"));
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
            return (await Task.WhenAll(calls)).Sum();
        });
        Assert.Equal([0, 1, 2, 3, 4, 5], live.Turns[0].Decided.Select(TaskId));
        live.TurnAt(Live.Start.AddSeconds(1));
        live.Turn(new ActivityCompleted(2, "4"), new ChildCompleted(4, "10"), new ActivityCompleted(0, "0"));
        live.Turn(new ActivityCompleted(1, "1"));
        Assert.Equal("15", live.Output);
    }

    [Fact]
    public void IsReplaying_InReplayedTurns_IsTrueOnlyThere()
    {
        List<bool> seen = [];
        var live = Live.Begin(async context =>
        {
            seen.Add(context.IsReplaying);
            await context.CallActivityAsync("A");
            seen.Add(context.IsReplaying);
            await context.CallActivityAsync("B");
            seen.Add(context.IsReplaying);
            return null;
        });
        live.Turn(new ActivityCompleted(0, null));
        seen.Clear();
        live.Replay().Run(Live.Start, [new ActivityCompleted(1, null)]);
        Assert.Equal([true, true, false], seen);
    }

    [Fact]
    public void CurrentUtcDateTime_BetweenAwaits_StandsStillAndReplaysTheSame()
    {
        List<DateTime> seen = [];
        var live = Live.Begin(async context =>
        {
            seen.AddRange([context.CurrentUtcDateTime, context.CurrentUtcDateTime]);
            await context.CallActivityAsync("A");
            seen.Add(context.CurrentUtcDateTime);
            return null;
        });
        live.Now = Live.Start.AddMinutes(3);
        live.Turn(new ActivityCompleted(0, null));
        DateTime[] expected = [Live.Start, Live.Start, Live.Start.AddMinutes(3)];
        Assert.Equal(expected, seen);
        Assert.All(seen, time => Assert.Equal(DateTimeKind.Utc, time.Kind));
        seen.Clear();
        live.Replay();
        Assert.Equal(expected, seen);
    }

    [Fact]
    public void Awaits_AResultThatWasAppliedAlready_IsFalse()
    {
        var live = Live.Begin(async context =>
        {
            await context.CallActivityAsync("A");
            await context.WaitForExternalEvent<int>("go");
            return null;
        });
        Assert.True(live.Execution.Awaits(new ActivityCompleted(0, null)));
        live.Turn(new ActivityCompleted(0, null), new ActivityCompleted(0, "\"again\""));
        Assert.False(live.Execution.Awaits(new ActivityCompleted(0, null)));
        Assert.False(live.Execution.Awaits(new ActivityCompleted(99, null)));
        Assert.Equal(OrchestrationRuntimeStatus.Running, live.Replay().Status);
    }

    [Fact]
    public void Run_ResultThatCannotBeRead_FailsWithTheTaskInTheMessage()
    {
        var live = Live.Begin(async context => await context.CallActivityAsync<int>("Count"));
        live.Turn(new ActivityCompleted(0, "\"seven\""));
        Assert.Contains("'Count' (#0)", live.Failure!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("System.Text.Json.JsonException", live.Failure.InnerFailure!.ErrorType);
    }

    [Fact]
    public void Run_SuspendedAndResumedInOneTurn_AppliesEventsInOrder()
    {
        var live = Live.Begin(async context =>
        {
            var got = new List<int>();
            for (var i = 0; i < 3; i++)
                got.Add(await context.WaitForExternalEvent<int>("e"));
            return string.Concat(got);
        });
        live.Turn(new EventReceived("e", "1"), new SuspendRequested(null), new EventReceived("e", "2"));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, live.Execution.Status);
        live.Turn(new EventReceived("e", "3"), new ResumeRequested(null));
        Assert.Equal("\"123\"", live.Output);
        Assert.Equal(OrchestrationRuntimeStatus.Completed, live.Replay().Status);
    }

    [Fact]
    public void Continuation_OfASuspendedExecution_StaysSuspendedAndKeepsHeldEvents()
    {
        var live = Live.Begin(async context =>
        {
            await context.CallActivityAsync("A");
            context.ContinueAsNew();
            return null;
        });
        live.Turn(new ActivityCompleted(0, null), new SuspendRequested("wait"), new EventReceived("e", "2"));
        var next = live.Execution.Continuation(Assert.IsType<ContinuedAsNew>(live.Execution.Outcome), live.Now);
        Assert.Collection(
            next,
            first => Assert.IsType<ExecutionStarted>(first),
            second => Assert.IsType<SuspendRequested>(second),
            third => Assert.Equal(new EventReceived("e", "2"), third));
    }

    private static async Task<object?> EverythingAsync(TaskOrchestrationContext context)
    {
        context.SetCustomStatus(new { Step = 1, Id = context.NewGuid() });
        var first = context.CallActivityAsync<string>("First", "in");
        var timer = context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
        context.SendEvent("other", "hello", 1);
        var child = context.CallSubOrchestratorAsync<string>("Child", context.NewGuid());
        await first;
        var go = await context.WaitForExternalEvent<int>("go");
        context.SetCustomStatus($"go {go}");
        try
        {
            await child;
        }
        catch (TaskFailedException error)
        {
            await context.CallActivityAsync("Report", error.FailureDetails.ErrorMessage);
        }

        await timer;
        return "done";
    }

    private static int TaskId(HistoryEvent item) => item switch
    {
        ActivityScheduled e => e.TaskId,
        ChildScheduled e => e.TaskId,
        TimerCreated e => e.TaskId,
        EventSent e => e.TaskId,
        _ => -1,
    };
}
