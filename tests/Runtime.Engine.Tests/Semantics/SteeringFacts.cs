using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class SteeringFacts
{
    [Fact]
    public async Task Fact067_Terminate_SetsStatusAndOutputAndIgnoresLaterEvents()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Wait", id: "w");
        await app.Client.TerminateInstanceAsync("w", new { Why = "enough" });
        await app.Client.RaiseEventAsync("w", "go", 1);
        var run = await app.EndAsync("w");
        Assert.Equal((OrchestrationRuntimeStatus.Terminated, "{\"Why\":\"enough\"}"), (run.RuntimeStatus, run.SerializedOutput));
    }

    [Fact]
    public async Task Fact068_Terminate_WhileSuspended_Works()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Wait", id: "w");
        await app.Client.SuspendInstanceAsync("w");
        await app.Client.TerminateInstanceAsync("w");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.GetAsync("w")).RuntimeStatus);
    }

    [Fact]
    public async Task Fact067_Terminate_BeforeTheStart_Works()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions("later", app.Clock.GetUtcNow().AddDays(1)));
        await app.Client.TerminateInstanceAsync("later");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.GetAsync("later")).RuntimeStatus);
    }

    [Theory]
    [InlineData(true, OrchestrationRuntimeStatus.Terminated)]
    [InlineData(false, OrchestrationRuntimeStatus.Running)]
    public async Task Fact069_Terminate_ReachesChildrenOnlyWhenRecursive(bool recursive, OrchestrationRuntimeStatus child)
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Parent", id: "p");
        await app.UntilStatusAsync("grandchild", OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync("p", new TerminateInstanceOptions(null, recursive));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.GetAsync("p")).RuntimeStatus);
        Assert.Equal(child, (await app.UntilStatusAsync("child", child)).RuntimeStatus);
        Assert.Equal(child, (await app.UntilStatusAsync("grandchild", child)).RuntimeStatus);
    }

    [Fact]
    public async Task Fact070_Suspend_HoldsEventsAndTimersUntilResume()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Main", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return await context.WaitForExternalEvent<string>("go");
        }));
        var id = await app.ScheduleAsync("Main");
        await app.Client.SuspendInstanceAsync(id, "wait");
        await app.Client.RaiseEventAsync(id, "go", "on");
        app.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync(id)).RuntimeStatus);
        await app.Client.ResumeInstanceAsync(id);
        Assert.Equal("on", (await app.EndOnStillClockAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact070_Suspend_HoldsActivityResults()
    {
        var gate = new TaskCompletionSource();
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("A"));
            tasks.AddActivityFunc<int>("A", async _ =>
            {
                await gate.Task;
                return 7;
            });
        });
        var id = await app.ScheduleAsync("Main");
        await app.Client.SuspendInstanceAsync(id);
        gate.SetResult();
        await app.UntilAsync(id, _ => app.Runtime.Engine.ActiveActivities == 0 || app.Runtime.Engine.Find(id)!.WakeAt is null);
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync(id)).RuntimeStatus);
        await app.Client.ResumeInstanceAsync(id);
        Assert.Equal(7, (await app.EndOnStillClockAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact070_Suspend_BeforeTheStart_HoldsTheStart()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions("later", app.Clock.GetUtcNow().AddDays(1)));
        await app.Client.SuspendInstanceAsync("later");
        await app.Client.RaiseEventAsync("later", "go", 5);
        app.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(OrchestrationRuntimeStatus.Suspended, (await app.GetAsync("later")).RuntimeStatus);
        await app.Client.ResumeInstanceAsync("later");
        Assert.Equal(5, (await app.EndAsync("later")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact071_SuspendAndResume_OfAFinishedOrUnknownInstance_AreNoError()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 1, "done");
        foreach (var id in new[] { "done", "nobody" })
        {
            await app.Client.SuspendInstanceAsync(id);
            await app.Client.ResumeInstanceAsync(id);
        }

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await app.GetAsync("done")).RuntimeStatus);
    }

    [Fact]
    public async Task Fact072_Purge_UnknownId_Returns0()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync("nobody")).PurgedInstanceCount);
    }

    [Fact]
    public async Task Fact073_PurgeByFilter_HonoursStatusAndCreatedRange()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        var start = app.Clock.GetUtcNow();
        foreach (var id in new[] { "a", "b", "c" })
        {
            await app.RunAsync("Main", 1, id);
            await app.ScheduleAsync("Wait", id: "w" + id);
            await app.Client.TerminateInstanceAsync("w" + id);
            app.Clock.Advance(TimeSpan.FromHours(1));
        }

        var byTime = new PurgeInstancesFilter(start.AddMinutes(30), start.AddMinutes(90), [OrchestrationRuntimeStatus.Completed]);
        Assert.Equal(1, (await app.Client.PurgeAllInstancesAsync(byTime)).PurgedInstanceCount);
        Assert.Null(await app.Client.GetInstanceAsync("b"));
        var ended = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Terminated]);
        Assert.Equal(3, (await app.Client.PurgeAllInstancesAsync(ended)).PurgedInstanceCount);
        Assert.Equal(2, (await app.Client.PurgeAllInstancesAsync(new PurgeInstancesFilter())).PurgedInstanceCount);
    }

    [Fact]
    public async Task Fact074_Purge_OnlyFinishedInstances()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Wait", id: "w");
        Assert.Equal(0, (await app.Client.PurgeInstanceAsync("w")).PurgedInstanceCount);
        var running = new PurgeInstancesFilter(Statuses: [OrchestrationRuntimeStatus.Running]);
        Assert.Equal(0, (await app.Client.PurgeAllInstancesAsync(running)).PurgedInstanceCount);
        Assert.NotNull(await app.Client.GetInstanceAsync("w"));
        await app.Client.TerminateInstanceAsync("w");
        Assert.Equal(1, (await app.Client.PurgeInstanceAsync("w")).PurgedInstanceCount);
        Assert.Null(await app.Client.GetInstanceAsync("w"));
        await app.RunAsync("Main", 1, "w");
    }

    [Fact]
    public async Task Fact075_PurgeResult_SaysItIsComplete()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 1, "done");
        var result = await app.Client.PurgeInstanceAsync("done");
        Assert.Equal((1, true), (result.PurgedInstanceCount, result.IsComplete));
    }

    private static void Simple(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input);
        tasks.AddOrchestratorFunc<int>("Wait", context => context.WaitForExternalEvent<int>("go"));
        tasks.AddOrchestratorFunc<int>("Parent", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "child")));
        tasks.AddOrchestratorFunc<int>("Child", context => context.CallSubOrchestratorAsync<int>("Wait", new SubOrchestrationOptions(instanceId: "grandchild")));
    }
}
