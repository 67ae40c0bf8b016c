using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.Pumps;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface;

/// <summary>Runs that are held back because their code has changed.</summary>
public sealed class ParkedTests : IDisposable
{
    private static readonly EntityInstanceId Door = new("Door", "1");

    private readonly HubFolder folder = new();
    private readonly ManualClock clock = new();

    public void Dispose() => folder.Dispose();

    private static void Old(DurableTaskRegistry tasks)
    {
        Common(tasks);
        tasks.AddOrchestratorFunc<string>("Inner", async context =>
        {
            var child = context.CallSubOrchestratorAsync<string>("Waits", options: new SubOrchestrationOptions { InstanceId = "grandchild" });
            await using (await context.Entities.LockEntitiesAsync(Door))
            {
                context.SetCustomStatus("inside");
                await context.WaitForExternalEvent<string>("go");
                return await child;
            }
        });
    }

    private static void New(DurableTaskRegistry tasks)
    {
        Common(tasks);
        tasks.AddOrchestratorFunc<string>("Inner", context => context.WaitForExternalEvent<string>("else"));
    }

    private static void Common(DurableTaskRegistry tasks)
    {
        tasks.AddEntity("Door", _ => new DoorEntity());
        tasks.AddOrchestratorFunc<string>("Waits", context => context.WaitForExternalEvent<string>("go"));
        tasks.AddOrchestratorFunc<string>("Outer", async context =>
        {
            try
            {
                return await context.CallSubOrchestratorAsync<string>("Inner", options: new SubOrchestrationOptions { InstanceId = "inner" });
            }
            catch (TaskFailedException error)
            {
                return error.FailureDetails.ErrorMessage;
            }
        });
        tasks.AddOrchestratorFunc<int>("Knock", async context =>
        {
            await using (await context.Entities.LockEntitiesAsync(Door))
                return await context.Entities.CallEntityAsync<int>(Door, "knock");
        });
    }

    private async Task HoldBackAsync()
    {
        await using var app = await DurableApp.StartAsync(Old, folder.Setup(clock));
        await app.ScheduleAsync("Outer", id: "outer");
        await app.UntilAsync("inner", run => run.CustomStatus == "\"inside\"");
        await app.UntilStatusAsync("grandchild", OrchestrationRuntimeStatus.Running);
    }

    [Fact]
    public async Task Terminate_ARunThatIsHeldBack_EndsItAndGivesBackWhatItHeld()
    {
        await HoldBackAsync();
        await using var app = await DurableApp.StartAsync(New, folder.Setup(clock));
        await Assert.ThrowsAsync<RunParkedException>(() => app.Client.SuspendInstanceAsync("inner"));
        Assert.NotNull(app.Runtime.Engine.ParkedBecause("inner"));
        await app.Client.TerminateInstanceAsync("inner", new TerminateInstanceOptions("old code") { Recursive = true });
        var inner = await app.Client.GetInstancesAsync("inner", getInputsAndOutputs: true);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, inner!.RuntimeStatus);
        Assert.Equal("old code", inner.ReadOutputAs<string>());
        Assert.Contains("terminated", (await app.EndAsync("outer")).ReadOutputAs<string>(), StringComparison.Ordinal);
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndAsync("grandchild")).RuntimeStatus);
        Assert.Equal(1, (await app.RunAsync("Knock")).ReadOutputAs<int>());
        Assert.Equal(1, (await app.Client.PurgeInstanceAsync("inner")).PurgedInstanceCount);
    }

    [Fact]
    public async Task Terminate_ASleepingRunWhoseCodeNoLongerFits_EndsItAtTheFirstTry()
    {
        await HoldBackAsync();
        await using var app = await DurableApp.StartAsync(New, folder.Setup(clock));
        await app.Client.TerminateInstanceAsync("inner");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.Client.GetInstancesAsync("inner"))!.RuntimeStatus);
        Assert.Null(app.Runtime.Engine.ParkedBecause("inner"));
    }

    private sealed class DoorEntity : TaskEntity<int>
    {
        public int Knock() => ++State;
    }
}
