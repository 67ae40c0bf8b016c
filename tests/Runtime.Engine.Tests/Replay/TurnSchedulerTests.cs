using Microsoft.DurableTask;
using Runtime.Engine.History;
using Runtime.Engine.Tests.Support;

namespace Runtime.Engine.Tests.Replay;

public sealed class TurnSchedulerTests
{
    [Fact]
    public void ContinueWith_OnADurableTask_RunsInTheTurn()
    {
        var live = Live.Begin(async context =>
        {
#pragma warning disable VSTHRD110, VSTHRD105, CA2008, MA0134 // what is tested
            var next = context.CallActivityAsync<int>("A").ContinueWith(first => context.CallActivityAsync<int>("B", first.Result));
#pragma warning restore VSTHRD110, VSTHRD105, CA2008, MA0134
            return await await next;
        });
        live.Turn(new ActivityCompleted(0, "1"));
        live.Turn(new ActivityCompleted(1, "2"));
        Assert.Equal("2", live.Output);
    }

    [Fact]
    public void Yield_InTheCode_GoesOnInTheSameTurn()
    {
        var live = Live.Begin(async context =>
        {
            for (var i = 0; i < 1_000; i++)
                await Task.Yield();
            await context.CallActivityAsync("A");
            await Task.Yield();
            return context.NewGuid();
        });
        Assert.Single(live.Turns[0].Decided);
        live.Turn(new ActivityCompleted(0, null));
        Assert.NotNull(live.Output);
    }

    [Fact]
    public void ConfigureAwaitFalse_OnDurableTasks_GoesOnInTheTurn()
    {
        var live = Live.Begin(async context =>
        {
            var a = await context.CallActivityAsync<int>("A").ConfigureAwait(false);
            var b = await context.CallActivityAsync<int>("B").ConfigureAwait(false);
            await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(false);
            var c = await context.WaitForExternalEvent<int>("C");
            return a + b + c;
        });
        live.Turn(new ActivityCompleted(0, "1"));
        live.Turn(new ActivityCompleted(1, "2"));
        live.TurnAt(live.Now.AddSeconds(1));
        live.Turn(new EventReceived("C", "4"));
        Assert.Equal("7", live.Output);
        live.Replay();
    }

    [Fact]
    public void ConfigureAwaitFalse_InAHelper_GoesOnInTheTurn()
    {
        static async Task<int> TwiceAsync(TaskOrchestrationContext context) => 2 * await context.CallActivityAsync<int>("A").ConfigureAwait(false);
        var live = Live.Begin(async context => await TwiceAsync(context) + await context.CallActivityAsync<int>("B"));
        live.Turn(new ActivityCompleted(0, "1"));
        live.Turn(new ActivityCompleted(1, "5"));
        Assert.Equal("7", live.Output);
    }

    [Fact]
    public void WhenAny_OfDurableTasks_GoesOnWithTheFirst()
    {
        var live = Live.Begin(async context =>
        {
            Task<int>[] calls = [context.CallActivityAsync<int>("A"), context.CallActivityAsync<int>("B")];
            return await await Task.WhenAny(calls);
        });
        live.Turn(new ActivityCompleted(1, "2"));
        Assert.Equal("2", live.Output);
    }

    [Fact]
    public void WhenAll_OfDurableTasks_GoesOnAfterTheLast()
    {
        var live = Live.Begin(async context => (await Task.WhenAll(context.CallActivityAsync<int>("A"), context.CallActivityAsync<int>("B"))).Sum());
        live.Turn(new ActivityCompleted(1, "2"));
        Assert.Null(live.Execution.Outcome);
        live.Turn(new ActivityCompleted(0, "3"));
        Assert.Equal("5", live.Output);
    }

    [Fact]
    public void Code_OnAnyThread_SeesItsContinuationsInOneOrder()
    {
        async Task<object?> OrderAsync(TaskOrchestrationContext context)
        {
            var order = new List<string>();
            async Task StepAsync(string name)
            {
                await context.WaitForExternalEvent<int>(name);
                order.Add(name);
                await Task.Yield();
                order.Add(name + "2");
            }

            var both = Task.WhenAll(StepAsync("a"), StepAsync("b"));
            await both;
            return string.Join(' ', order);
        }

        var expected = "\"a a2 b b2\"";
        Assert.Equal(expected, OnThread(OrderAsync, pool: false));
        Assert.Equal(expected, OnThread(OrderAsync, pool: true));
    }

    [Fact]
    public void Run_CodeAwaitsADelay_FailsTheRunWithTheReason()
    {
        var live = Live.Begin(async context =>
        {
            await Task.Delay(Timeout.Infinite);
            return null;
        });
        Assert.Contains("a task that its context did not create", live.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CodeAwaitsTaskRun_FailsTheRunWithTheReason()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var live = Live.Begin(async context =>
        {
            await Task.Run(() => gate.Task);
            return null;
        });
        gate.SetResult();
        await gate.Task;
        Assert.Contains("Use durable timers and activities instead", live.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ForeignTaskEndsBesideAnOpenCall_AsksForATurnThatFails()
    {
        var foreign = new TaskCompletionSource();
        var live = Live.Begin(async context =>
        {
            var call = context.CallActivityAsync("A");
            await foreign.Task;
            await call;
            return null;
        });
        Assert.Null(live.Execution.Outcome);
        Assert.False(live.Execution.IsDue(live.Now));
        foreign.SetResult();
        Assert.True(live.TurnAsked.Task.IsCompleted);
        Assert.True(live.Execution.IsDue(live.Now));
        live.Turn();
        Assert.Contains("a task that its context did not create", live.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_CodeGoesOnOutsideItsTurn_AsksForATurnThatFails()
    {
        static async Task<int> OneAsync(TaskOrchestrationContext context)
        {
            await context.CallActivityAsync("A");
            return 1;
        }

        var turnOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var live = Live.Begin(async context =>
        {
            _ = context.WaitForExternalEvent<int>("never");
            await OneAsync(context).ConfigureAwait(false);          // goes on on the thread pool, for OneAsync ends inside a continuation
            await turnOver.Task.ConfigureAwait(false);
            return context.NewGuid();
        });
        live.Turn(new ActivityCompleted(0, null));
        turnOver.SetResult();
        await live.TurnAsked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(live.Execution.IsDue(live.Now));
        live.Turn();
        Assert.Contains("a task that its context did not create", live.Failure!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Context_UsedFromTaskRun_Throws()
    {
        InvalidOperationException? error = null;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Live.Begin(context =>
        {
            _ = Task.Run(() =>
            {
                error = Record.Exception(() => { _ = context.CallActivityAsync("A"); }) as InvalidOperationException;
                done.SetResult();
            });
            return Task.FromResult<object?>(null);
        });
        await done.Task;
        Assert.Contains("outside the orchestrator's own turn", error!.Message, StringComparison.Ordinal);
    }

    private static string? OnThread(Func<TaskOrchestrationContext, Task<object?>> code, bool pool)
    {
        string? output = null;
        void Run()
        {
            var live = Live.Begin(code);
            live.Turn(new EventReceived("a", "1"), new EventReceived("b", "1"));
            output = live.Output;
        }

        using var done = new ManualResetEventSlim();
        void RunAndTell(object? state)
        {
            Run();
            done.Set();
        }

        if (pool)
            ThreadPool.UnsafeQueueUserWorkItem(RunAndTell, null);
        else
            new Thread(RunAndTell).Start();
        done.Wait(TimeSpan.FromSeconds(10));
        return output;
    }
}
