using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.History;
using Runtime.TaskHub.Contract;
using Runtime.TaskHub.Tests.Surface.Entities;

namespace Runtime.TaskHub.Tests.Surface;

public sealed class RewindTests
{
    private readonly Dictionary<string, int> calls = [];
    private volatile bool mended;

    [Fact]
    public async Task Fact117_Rewind_RetriesTheFailedActivityAndKeepsResults()
    {
        await using var app = await StartAsync();
        var run = await app.RunAsync("Steps", id: "r");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        mended = true;
        await app.Client.RewindInstanceAsync("r", "mended");
        run = await app.EndAsync("r");
        Assert.Equal("one,two,three", run.ReadOutputAs<string>());
        Assert.Null(run.FailureDetails);
        Assert.Equal((1, 2, 1), (calls["one"], calls["two"], calls["three"]));
        Assert.Equal("mended", app.Runtime.Engine.ReadHistory("r").SelectMany(turn => turn.Received).OfType<RewindRequested>().Single().Reason);
    }

    [Fact]
    public async Task Fact117_Rewind_WhatHasNotFailed_IsRefused()
    {
        await using var app = await StartAsync();
        mended = true;
        await app.RunAsync("Steps", id: "done");
        await app.ScheduleAsync("Waits", id: "waits");
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.RewindInstanceAsync("done", ""));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.RewindInstanceAsync("waits", ""));
        await Assert.ThrowsAsync<ArgumentException>(() => app.Client.RewindInstanceAsync("nobody", ""));
    }

    [Fact]
    public async Task Rewind_FanOut_RunsOnlyTheFailedOnesAgain()
    {
        await using var app = await StartAsync();
        await app.RunAsync("FanOut", id: "r");
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal(20, (await app.EndAsync("r")).ReadOutputAs<int>());
        for (var i = 0; i < 20; i++)
            Assert.Equal(i % 3 == 0 ? 2 : 1, calls[$"part{i}"]);
    }

    [Fact]
    public async Task Rewind_AfterRetries_TriesTheLastAttemptAgain()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Retries", id: "r");
        Assert.Equal(3, calls["two"]);
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("two", (await app.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal(4, calls["two"]);
    }

    [Fact]
    public async Task Rewind_HandledFailure_GoesBackBeforeIt()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Compensates", id: "r");
        Assert.Equal(1, calls["undo"]);
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("one,two", (await app.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal((1, 2, 1), (calls["one"], calls["two"], calls["undo"]));
    }

    [Fact]
    public async Task Rewind_OwnCodeFailed_RunsTheLastTurnAgain()
    {
        await using var app = await StartAsync();
        await app.RunAsync("OwnFault", id: "r");
        await app.Client.RewindInstanceAsync("r", "not mended yet");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.EndAsync("r")).RuntimeStatus);
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("one", (await app.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal(1, calls["one"]);
    }

    [Fact]
    public async Task Rewind_FailedInItsFirstTurn_BeginsAgain()
    {
        await using var app = await StartAsync();
        await app.RunAsync("AtOnce", "hello", "r");
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("hello", (await app.EndAsync("r")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_FailedGrandchildren_AreRewoundToo()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Tree", 2, "r");
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("one,two,three", (await app.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal((1, 2, 1), (calls["one"], calls["two"], calls["three"]));
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.GetAsync("r-2-1")).RuntimeStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rewind_ChildGoneOrEndedMeanwhile_GoesOn(bool purged)
    {
        await using var app = await StartAsync();
        await app.RunAsync("Tree", 1, "r");
        mended = true;
        if (purged)
        {
            await app.Client.PurgeInstanceAsync("r-1");
        }
        else
        {
            await app.Client.RewindInstanceAsync("r-1", "by hand");
            await app.EndAsync("r-1");
        }

        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("one,two,three", (await app.EndAsync("r")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_FailedEntityCall_IsMadeAgain()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Entity", id: "r");
        mended = true;
        await app.Client.RewindInstanceAsync("r", "");
        Assert.Equal("kept", (await app.EndAsync("r")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Rewind_FailedWithLocks_IsRefused()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Locks", id: "r");
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.RewindInstanceAsync("r", ""));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.GetAsync("r")).RuntimeStatus);
    }

    [Fact]
    public async Task Rewind_IsInTheStore_AndGoesOnAfterARestart()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        await using (var app = await StartAsync(folder.Setup(clock)))
        {
            await app.RunAsync("Tree", 1, "r");
            await app.Client.RewindInstanceAsync("r", "not mended yet");
            await app.EndAsync("r");
        }

        mended = true;
        await using (var next = await StartAsync(folder.Setup(clock)))
        {
            await next.Client.RewindInstanceAsync("r", "mended");
        }

        await using var last = await StartAsync(folder.Setup(clock));
        Assert.Equal("one,two,three", (await last.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal(1, calls["one"]);
    }

    private Task<DurableApp> StartAsync(DurableAppSetup? setup = null) => DurableApp.StartAsync(
        tasks =>
        {
            tasks.AddActivityFunc<string, string>("Do", (_, what) => Do(what!));
            tasks.AddEntity("odd", _ => new DelegateEntity(operation => ValueTask.FromResult<object?>(mended ? "kept" : throw new InvalidOperationException("odd"))));
            tasks.AddOrchestratorFunc<string, string>("Steps", (context, _) => StepsAsync(context));
            tasks.AddOrchestratorFunc<string>("Waits", (context, _) => context.WaitForExternalEvent<string>("never"));
            tasks.AddOrchestratorFunc<string, int>("FanOut", async (context, _) =>
                (await Task.WhenAll(Enumerable.Range(0, 20).Select(i => context.CallActivityAsync<string>("Do", $"part{i}")))).Length);
            tasks.AddOrchestratorFunc<string, string>("Retries", (context, _) =>
                context.CallActivityAsync<string>("Do", "two", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
            tasks.AddOrchestratorFunc<string, string>("Compensates", (context, _) => CompensatesAsync(context));
            tasks.AddOrchestratorFunc<string, string>("OwnFault", async (context, _) =>
            {
                var one = await context.CallActivityAsync<string>("Do", "one");
                return mended ? one : throw new InvalidOperationException("a fault of the orchestrator");
            });
            tasks.AddOrchestratorFunc<string, string>("AtOnce", (_, input) => mended ? Task.FromResult(input!) : throw new InvalidOperationException("at once"));
            tasks.AddOrchestratorFunc<int, string>("Tree", (context, depth) => depth == 0
                ? StepsAsync(context)
                : context.CallSubOrchestratorAsync<string>("Tree", depth - 1, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-{depth}")));
            tasks.AddOrchestratorFunc<string, string>("Entity", (context, _) => context.Entities.CallEntityAsync<string>(new EntityInstanceId("odd", "1"), "op"));
            tasks.AddOrchestratorFunc<string>("Locks", async (context, _) =>
            {
                await using var section = await context.Entities.LockEntitiesAsync(new EntityInstanceId("odd", "1"));
                await context.CallActivityAsync("Do", "two");
            });
        },
        setup);

    private static async Task<string> StepsAsync(TaskOrchestrationContext context)
    {
        var done = new List<string>();
        foreach (var step in new[] { "one", "two", "three" })
            done.Add(await context.CallActivityAsync<string>("Do", step));
        return string.Join(',', done);
    }

    private static async Task<string> CompensatesAsync(TaskOrchestrationContext context)
    {
        var one = await context.CallActivityAsync<string>("Do", "one");
        try
        {
            return $"{one},{await context.CallActivityAsync<string>("Do", "two")}";
        }
        catch (TaskFailedException)
        {
            await context.CallActivityAsync<string>("Do", "undo");
            throw;
        }
    }

    /// <summary>"two" and every third part fail until the world is mended.</summary>
    private Task<string> Do(string what)
    {
        lock (calls)
            calls[what] = calls.GetValueOrDefault(what) + 1;
        var fails = what == "two" || (what.StartsWith("part", StringComparison.Ordinal) && int.Parse(what[4..]) % 3 == 0);
        return fails && !mended ? throw new InvalidOperationException($"{what} failed") : Task.FromResult(what);
    }
}
