using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class StartFacts
{
    [Fact]
    public async Task Fact059_Start_WithTheIdOfACompletedInstance_ReplacesIt()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 1, "same");
        app.Clock.Advance(TimeSpan.FromHours(1));
        var second = await app.RunAsync("Main", 2, "same");
        Assert.Equal((2, app.Clock.GetUtcNow().UtcDateTime), (second.ReadOutputAs<int>(), second.CreatedAt.UtcDateTime));
        Assert.Single(await ListAsync(app));
    }

    [Fact]
    public async Task Fact060_DedupeStatuses_ThrowForListedStatusesAndReplaceOthers()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 1, "done");
        await app.ScheduleAsync("Wait", id: "waiting");
        var options = new StartOrchestrationOptions("done").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => app.Client.ScheduleNewOrchestrationInstanceAsync("Main", 2, options));
        Assert.Equal(1, (await app.GetAsync("done")).ReadOutputAs<int>());

        var replacing = new StartOrchestrationOptions("waiting").WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Main", 3, replacing);
        Assert.Equal(3, (await app.EndAsync("waiting")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact061_Start_WithTheIdOfARunningInstance_IsRefusedByDefault()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Wait", id: "waiting");
        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => app.ScheduleAsync("Main", 1, "waiting"));
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.GetAsync("waiting")).RuntimeStatus);
    }

    [Fact]
    public async Task Fact061_Start_ManyAtOnceWithOneId_OneWins()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i => await Record.ExceptionAsync(() => app.ScheduleAsync("Wait", i, "one"))));
        Assert.Equal(19, outcomes.Count(outcome => outcome is OrchestrationAlreadyExistsException));
        Assert.Single(outcomes, outcome => outcome is null);
    }

    [Fact]
    public async Task Fact062_Restart_KeepsTheInputAndTheIdUnlessANewOneIsAskedFor()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.RunAsync("Main", 7, "first");
        Assert.Equal("first", await app.Client.RestartAsync("first"));
        Assert.Equal(7, (await app.EndAsync("first")).ReadOutputAs<int>());
        var second = await app.Client.RestartAsync("first", restartWithNewInstanceId: true);
        Assert.NotEqual("first", second);
        Assert.Equal(7, (await app.EndAsync(second)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact062_Restart_UnknownOrUnfinished_Throws()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.ScheduleAsync("Wait", id: "waiting");
        await Assert.ThrowsAsync<ArgumentException>(() => app.Client.RestartAsync("nobody"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => app.Client.RestartAsync("waiting"));
        Assert.NotNull(await app.Client.RestartAsync("waiting", restartWithNewInstanceId: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("@counter@1")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\nb")]
    [InlineData(null)]
    public async Task Fact063_InstanceId_ThatIsNotAllowed_ThrowsArgumentException(string? id)
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await Assert.ThrowsAsync<ArgumentException>(() => app.ScheduleAsync("Main", 1, id ?? new string('x', 257)));
        Assert.Empty(await ListAsync(app));
    }

    [Theory]
    [InlineData("größe ✓ 😀")]
    [InlineData("a@b:c|d")]
    [InlineData(null)]
    public async Task Fact063_InstanceId_ThatIsAllowed_Works(string? id)
    {
        await using var app = await DurableApp.StartAsync(Simple);
        Assert.Equal(1, (await app.RunAsync("Main", 1, id ?? new string('x', 256))).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact065_StartAt_InTheFuture_IsPendingUntilDue()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        var start = app.Clock.GetUtcNow();
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Main", 1, new StartOrchestrationOptions("later", start.AddDays(3)));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync(id)).RuntimeStatus);
        app.Clock.Advance(TimeSpan.FromDays(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync(id)).RuntimeStatus);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(start.AddDays(3), (await app.EndOnStillClockAsync(id)).LastUpdatedAt);
    }

    [Fact]
    public async Task Fact065_EventsBeforeTheStart_AreKept()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions("later", app.Clock.GetUtcNow().AddDays(3)));
        await app.Client.RaiseEventAsync("later", "go", 9);
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync("later")).RuntimeStatus);
        Assert.Equal(9, (await app.EndAsync("later")).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact066_GetInstance_UnknownId_IsNull()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        Assert.Null(await app.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Fact140_Waits_ReturnForTheStatusTheyWaitFor()
    {
        await using var app = await DurableApp.StartAsync(Simple);
        var early = app.Client.WaitForInstanceStartAsync("later");
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", null, new StartOrchestrationOptions("later", app.Clock.GetUtcNow().AddDays(1)));
        Assert.False(early.IsCompleted);
        Assert.Equal(OrchestrationRuntimeStatus.Running, (await app.Clock.DriveAsync(early)).RuntimeStatus);

        using var stop = new CancellationTokenSource();
        var ended = app.Client.WaitForInstanceCompletionAsync("later", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);
        await app.Client.TerminateInstanceAsync("later");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.Client.WaitForInstanceStartAsync("later")).RuntimeStatus);
    }

    private static void Simple(DurableTaskRegistry tasks)
    {
        tasks.AddOrchestratorFunc<int, int>("Main", (_, input) => input);
        tasks.AddOrchestratorFunc<int>("Wait", context => context.WaitForExternalEvent<int>("go"));
    }

    private static async Task<List<OrchestrationMetadata>> ListAsync(DurableApp app)
    {
        var found = new List<OrchestrationMetadata>();
        await foreach (var run in app.Client.GetAllInstancesAsync())
            found.Add(run);
        return found;
    }
}
