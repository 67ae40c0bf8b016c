using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface;

public sealed class ManagementTests
{
    [Fact]
    public async Task Fact062_Restart_KeepsInputTagsAndVersion()
    {
        await using var app = await StartAsync();
        var options = new StartOrchestrationOptions("r") { Tags = new Dictionary<string, string> { ["team"] = "a" }, Version = "2" };
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "hello", options);
        await app.EndAsync("r");
        Assert.Equal("r", await app.Client.RestartAsync("r"));
        var again = await app.EndAsync("r");
        Assert.Equal(("hello", "a"), (again.ReadOutputAs<string>(), again.Tags["team"]));
        var id = await app.Client.RestartAsync("r", restartWithNewInstanceId: true);
        Assert.NotEqual("r", id);
        Assert.Equal("hello", (await app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact062_Restart_UnknownOrUnfinished_IsRefused()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Tree", 0, "live");
        await Assert.ThrowsAsync<ArgumentException>(() => app.Client.RestartAsync("nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.RestartAsync("live"));
        var other = await app.Client.RestartAsync("live", restartWithNewInstanceId: true);
        await app.Client.RaiseEventAsync(other, "go");
        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.EndAsync(other)).RuntimeStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fact069_Terminate_ReachesGrandchildrenOnlyWhenRecursive(bool recursive)
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Tree", 2, "r");
        await app.UntilStatusAsync("r-2-1", OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync("r", new TerminateInstanceOptions("stop", recursive));
        Assert.Equal("stop", (await app.EndAsync("r")).ReadOutputAs<string>());
        if (recursive)
        {
            Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndAsync("r-2-1")).RuntimeStatus);
        }
        else
        {
            await app.Client.RaiseEventAsync("r-2-1", "go");
            Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.EndAsync("r-2")).RuntimeStatus);
        }
    }

    [Fact]
    public async Task Fact073_PurgeAll_HonoursStatusRangeAndTimeout()
    {
        await using var app = await StartAsync();
        await app.RunAsync("Echo", "x", "old");
        app.Clock.Advance(TimeSpan.FromHours(1));
        var between = app.Clock.GetUtcNow();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.RunAsync("Echo", "x", "new");
        await app.RunAsync("Nowhere", "x", "failed");
        await app.ScheduleAsync("Tree", 0, "live");

        var none = await app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter { Timeout = TimeSpan.Zero });
        Assert.Equal((0, false), (none.PurgedInstanceCount, none.IsComplete));
        var running = await app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Running]));
        Assert.Equal((0, true), (running.PurgedInstanceCount, running.IsComplete));
        Assert.Equal(1, (await app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter(CreatedTo: between))).PurgedInstanceCount);
        var failed = new PurgeInstancesFilter(between, null, [OrchestrationRuntimeStatus.Failed]) { Timeout = TimeSpan.FromMinutes(1) };
        Assert.Equal(1, (await app.Client.PurgeAllInstancesAsync(failed)).PurgedInstanceCount);
        Assert.NotNull(await app.Client.GetInstanceAsync("new"));
        Assert.NotNull(await app.Client.GetInstanceAsync("live"));
    }

    [Fact]
    public async Task Fact074_Purge_Recursive_RemovesDescendants()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Tree", 2, "r");
        await app.UntilStatusAsync("r-2-1", OrchestrationRuntimeStatus.Running);
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync("r", new PurgeInstanceOptions(Recursive: true))).PurgedInstanceCount);
        await app.Client.RaiseEventAsync("r-2-1", "go");
        await app.EndAsync("r");
        var result = await app.Client.PurgeInstanceAsync("r", new PurgeInstanceOptions(Recursive: true));
        Assert.Equal((3, true), (result.PurgedInstanceCount, result.IsComplete));
        Assert.Null(await app.Client.GetInstanceAsync("r-2-1"));
    }

    [Fact]
    public async Task Fact074_Purge_Recursive_LeavesUnfinishedChildrenAndSaysSo()
    {
        await using var app = await StartAsync();
        await app.ScheduleAsync("Tree", 1, "r");
        await app.UntilStatusAsync("r-1", OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync("r");
        var result = await app.Client.PurgeInstanceAsync("r", new PurgeInstanceOptions(Recursive: true));
        Assert.Equal((1, false), (result.PurgedInstanceCount, result.IsComplete));
        Assert.NotNull(await app.Client.GetInstanceAsync("r-1"));
    }

    [Fact]
    public async Task ListInstanceIds_ByStatusAndCompletion_PagesByKey()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await app.RunAsync("Echo", "x", $"done{i}");
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        await app.RunAsync("Nowhere", "x", "failed");
        await app.ScheduleAsync("Tree", 0, "live");
        var seen = new List<string>();
        string? key = null;
        do
        {
            var page = await app.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Completed], pageSize: 2, lastInstanceKey: key);
            Assert.InRange(page.Values.Count, 1, 2);
            seen.AddRange(page.Values);
            key = page.ContinuationToken;
        }
        while (key is not null);

        Assert.Equal(["done0", "done1", "done2", "done3", "done4"], seen);
        var now = app.Clock.GetUtcNow();
        var late = await app.Client.ListInstanceIdsAsync(completedTimeFrom: now - TimeSpan.FromHours(2.5), completedTimeTo: now - TimeSpan.FromMinutes(1));
        Assert.Equal(["done3", "done4"], late.Values);
        Assert.Equal(6, (await app.Client.ListInstanceIdsAsync()).Values.Count);
        Assert.Equal(["live"], (await app.Client.ListInstanceIdsAsync([OrchestrationRuntimeStatus.Running])).Values);
    }

    [Fact]
    public async Task Fact030_Timer_BesideARunningActivity_Fires()
    {
        var hangs = new TaskCompletionSource<string>();
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddActivityFunc<string, string>("Hang", (_, _) => hangs.Task);
            tasks.AddOrchestratorFunc<string, string>("Patience", async (context, _) =>
            {
                using var cancel = new CancellationTokenSource();
                var activity = context.CallActivityAsync<string>("Hang", "");
                var timer = context.CreateTimer(TimeSpan.FromHours(1), cancel.Token);
                return await Task.WhenAny(activity, timer) == timer ? "timed out" : "done";
            });
        });
        Assert.Equal("timed out", await app.RunAsync<string>("Patience"));
        hangs.SetResult("late");
    }

    private static Task<DurableApp> StartAsync() => DurableApp.StartAsync(tasks =>
    {
        tasks.AddOrchestratorFunc<string, string>("Echo", (_, text) => Task.FromResult(text!));
        tasks.AddOrchestratorFunc<int>("Tree", (context, depth) => depth == 0
            ? context.WaitForExternalEvent<object?>("go")
            : context.CallSubOrchestratorAsync("Tree", depth - 1, new SubOrchestrationOptions(instanceId: $"{context.InstanceId}-{depth}")));
    });
}
