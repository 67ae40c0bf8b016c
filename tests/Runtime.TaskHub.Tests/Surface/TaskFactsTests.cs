using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.History;
using Runtime.TaskHub.Contract;

namespace Runtime.TaskHub.Tests.Surface;

public sealed class TaskFactsTests
{
    [Fact]
    public async Task Fact010_TaskIds_CountEveryScheduledActionFromZero()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddActivityFunc<string, string>("Do", (_, what) => what!);
            tasks.AddOrchestratorFunc<string>("Child", (_, _) => Task.CompletedTask);
            tasks.AddOrchestratorFunc<string>("Main", async (context, _) =>
            {
                await context.CallActivityAsync("Do", "x");
                await context.CreateTimer(TimeSpan.FromSeconds(1), CancellationToken.None);
                await context.CallSubOrchestratorAsync("Child");
                context.SendEvent("nobody", "e", 1);
                await context.Entities.SignalEntityAsync(new("e", "1"), "op");
                await context.CallActivityAsync("Do", "x");
            });
        });
        await app.RunAsync("Main", id: "r");
        var ids = app.Runtime.Engine.ReadHistory("r").SelectMany(turn => turn.Decided).Select(item => item switch
        {
            ActivityScheduled e => e.TaskId,
            TimerCreated e => e.TaskId,
            ChildScheduled e => e.TaskId,
            EventSent e => e.TaskId,
            EntitySignaled e => e.TaskId,
            _ => -1,
        });
        Assert.Equal([0, 1, 2, 3, 4, 5, -1], ids);
    }

    [Fact]
    public async Task Fact054_ExceptionProperties_ComeAlongWithTheFailure()
    {
        var setup = new DurableAppSetup { Services = services => services.AddSingleton<IExceptionPropertiesProvider, CodeProvider>() };
        await using var app = await DurableApp.StartAsync(
            tasks =>
            {
                tasks.AddActivityFunc<string, string>("Do", (_, what) => Task.FromException<string>(new InvalidOperationException(what)));
                tasks.AddOrchestratorFunc<string>("Main", (context, what) => context.CallActivityAsync("Do", what));
            },
            setup);
        TaskFailureDetails failure = (await app.RunAsync("Main", "disk")).FailureDetails!;
        Assert.Equal("code of disk", failure.InnerFailure?.Properties?["code"]?.ToString() ?? failure.Properties?["code"]?.ToString());
    }

    [Fact]
    public async Task Fact064_IdOfAnEntity_IsRefusedForStartsAndChildren()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string>(
            "Main", (context, id) => id is null ? Task.CompletedTask : context.CallSubOrchestratorAsync("Main", options: new SubOrchestrationOptions(instanceId: id))));
        await Assert.ThrowsAsync<ArgumentException>(() => app.ScheduleAsync("Main", id: "@e@1"));
        var run = await app.RunAsync("Main", "@e@1");
        Assert.Equal(typeof(ArgumentException).FullName, run.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Tags_OfASubOrchestration_AreItsOwn()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Child", (_, _) => Task.CompletedTask);
            tasks.AddOrchestratorFunc<string>("Main", (context, _) => context.CallSubOrchestratorAsync(
                "Child", options: new SubOrchestrationOptions(new TaskOptions(tags: new Dictionary<string, string> { ["part"] = "1" }), "child")));
        });
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Main", new StartOrchestrationOptions("r") { Tags = new Dictionary<string, string> { ["team"] = "a" } });
        await app.EndAsync("r");
        Assert.Equal([KeyValuePair.Create("part", "1")], (await app.GetAsync("child")).Tags);
        Assert.Equal([KeyValuePair.Create("team", "a")], (await app.GetAsync("r")).Tags);
    }

    [Fact]
    public void Fact139_SameNameAndVersionTwice_ThrowsArgumentException()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker(worker => worker.AddTasks(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Twice", (_, _) => Task.CompletedTask);
            Assert.Throws<ArgumentException>(() => tasks.AddOrchestratorFunc<string>("twice", (_, _) => Task.CompletedTask));
        }));
        using var provider = services.BuildServiceProvider();
        Assert.Single(provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<DurableTaskRegistry>>().CurrentValue.GetOrchestrators());
    }

    private sealed class CodeProvider : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) =>
            exception is InvalidOperationException ? new Dictionary<string, object?> { ["code"] = $"code of {exception.Message}" } : null;
    }
}
