using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Runtime.TaskHub.Contract;
using static Microsoft.DurableTask.Worker.DurableTaskWorkerOptions;

namespace Runtime.TaskHub.Tests.Surface;

public sealed class VersionTests
{
    [Theory]
    [InlineData(VersionMatchStrategy.None, "9.0", true)]
    [InlineData(VersionMatchStrategy.Strict, "2.0", true)]
    [InlineData(VersionMatchStrategy.Strict, "1.0", false)]
    [InlineData(VersionMatchStrategy.Strict, "", false)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "1.9", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "2.0", true)]
    [InlineData(VersionMatchStrategy.CurrentOrOlder, "10.0", false)]
    public async Task Fact081_Match_TakesWhatTheStrategyNames(VersionMatchStrategy match, string version, bool taken)
    {
        await using var app = await StartAsync(match, VersionFailureStrategy.Fail);
        var run = await RunAsync(app, version);
        Assert.Equal(taken ? OrchestrationRuntimeStatus.Completed : OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
    }

    [Fact]
    public async Task Fact082_Fail_HasErrorTypeVersionMismatch()
    {
        await using var app = await StartAsync(VersionMatchStrategy.Strict, VersionFailureStrategy.Fail);
        Assert.Equal("VersionMismatch", (await RunAsync(app, "1.0")).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Fact082_FaultySetting_HasErrorTypeVersionError()
    {
        await using var app = await StartAsync((VersionMatchStrategy)9, VersionFailureStrategy.Fail);
        Assert.Equal("VersionError", (await RunAsync(app, "1.0")).FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Fact083_Reject_LeavesTheRunPendingForAnotherWorker()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        await using (var app = await StartAsync(VersionMatchStrategy.Strict, VersionFailureStrategy.Reject, folder.Setup(clock)))
        {
            var due = new StartOrchestrationOptions("due", clock.GetUtcNow() + TimeSpan.FromHours(1)) { Version = "1.0" };
            await app.Client.ScheduleNewOrchestrationInstanceAsync("Version", due);
            await app.Client.ScheduleNewOrchestrationInstanceAsync("Version", new StartOrchestrationOptions("now") { Version = "1.0" });
            clock.Advance(TimeSpan.FromHours(2));
            Assert.Equal("2.0", (await RunAsync(app, "2.0")).ReadOutputAs<string>());
            foreach (var id in new[] { "due", "now" })
            {
                Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync(id)).RuntimeStatus);
                Assert.InRange(app.Runtime.Engine.ReadHistory(id).Count(), 1, 2);
            }
        }

        await using var next = await StartAsync(VersionMatchStrategy.CurrentOrOlder, VersionFailureStrategy.Reject, folder.Setup(clock));
        Assert.Equal("1.0", (await next.EndAsync("now")).ReadOutputAs<string>());
        Assert.Equal("1.0", (await next.EndAsync("due")).ReadOutputAs<string>());
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "0.1", -1)]
    [InlineData("1.10", "1.9", 1)]
    [InlineData("Beta", "alpha", 1)]
    [InlineData("BETA", "beta", 0)]
    public async Task Fact084_Compare_OrdersVersions(string version, string other, int order)
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string, int>(
            "Compare", (context, with) => Task.FromResult(Math.Sign(context.CompareVersionTo(with!)))));
        var id = await app.Client.ScheduleNewOrchestrationInstanceAsync("Compare", other, new StartOrchestrationOptions { Version = version });
        Assert.Equal(order, (await app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact085_Unversioned_IsUsedOnlyWithoutVersionedOnes()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks
            .AddOrchestrator<Greeting>()
            .AddOrchestrator<GreetingTwo>()
            .AddOrchestratorFunc<string, string>("Plain", (_, _) => Task.FromResult("plain")));
        Assert.Equal("two", (await RunAsync(app, "2", "Greeting")).ReadOutputAs<string>());
        Assert.Equal("one", (await RunAsync(app, "", "Greeting")).ReadOutputAs<string>());
        Assert.Equal("OrchestratorTaskNotFound", (await RunAsync(app, "3", "Greeting")).FailureDetails!.ErrorType);
        Assert.Equal("plain", (await RunAsync(app, "3", "Plain")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact086_Activities_TakeTheRunsVersion_ChildrenTheWorkersDefault()
    {
        await using var app = await DurableApp.StartAsync(
            tasks =>
            {
                tasks.AddActivity<StepOne>().AddActivity<StepTwo>();
                tasks.AddOrchestratorFunc<string, string>("Child", (context, _) => Task.FromResult(context.Version));
                tasks.AddOrchestratorFunc<string, string[]>("Main", async (context, _) =>
                [
                    await context.CallActivityAsync<string>("Step"),
                    await context.CallActivityAsync<string>("Step", options: new TaskOptions { Version = "1" }),
                    await context.CallSubOrchestratorAsync<string>("Child"),
                    await context.CallSubOrchestratorAsync<string>("Child", options: new SubOrchestrationOptions { Version = "7" }),
                ]);
            },
            new DurableAppSetup { Worker = worker => worker.UseVersioning(new VersioningOptions { DefaultVersion = "5" }) });
        Assert.Equal(["two", "one", "5", "7"], (await RunAsync(app, "2", "Main")).ReadOutputAs<string[]>()!);
    }

    [Fact]
    public async Task Fact043_ContinueAsNew_WithANewVersion_KeepsIdAndCreationTime()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int, string>("Again", async (context, round) =>
        {
            if (round > 0)
                return $"{round} {context.Version}";
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 1, NewVersion = "2.0" });
            return "discarded";
        }));
        var begun = app.Clock.GetUtcNow();
        var run = await app.RunAsync("Again", 0, "r");
        Assert.Equal(("1 2.0", 1, begun), (run.ReadOutputAs<string>(), run.ReadInputAs<int>(), run.CreatedAt));
    }

    private static Task<DurableApp> StartAsync(
        VersionMatchStrategy match, VersionFailureStrategy failure, DurableAppSetup? setup = null) => DurableApp.StartAsync(
        tasks => tasks.AddOrchestratorFunc<string, string>("Version", (context, _) => Task.FromResult(context.Version)),
        (setup ?? new DurableAppSetup()) with
        {
            Worker = worker => worker.UseVersioning(new VersioningOptions { Version = "2.0", MatchStrategy = match, FailureStrategy = failure }),
        });

    private static async Task<OrchestrationMetadata> RunAsync(DurableApp app, string version, string name = "Version") =>
        await app.EndAsync(await app.Client.ScheduleNewOrchestrationInstanceAsync(name, new StartOrchestrationOptions { Version = version }));

    [DurableTask("Greeting")]
    private sealed class Greeting : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult("one");
    }

    [DurableTask("Greeting", Version = "2")]
    private sealed class GreetingTwo : TaskOrchestrator<string, string>
    {
        public override Task<string> RunAsync(TaskOrchestrationContext context, string input) => Task.FromResult("two");
    }

    [DurableTask("Step", Version = "1")]
    private sealed class StepOne : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult("one");
    }

    [DurableTask("Step", Version = "2")]
    private sealed class StepTwo : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult("two");
    }
}
