using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class FailureFacts
{
    [Fact]
    public async Task Fact049_FailureDetails_HaveTheFullTypeNameAndTheMessage()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", int (_) => throw new OddException("odd ✗")));
        var failure = (await app.RunAsync("Main")).FailureDetails!;
        Assert.Equal((typeof(OddException).FullName, "odd ✗"), (failure.ErrorType, failure.ErrorMessage));
    }

    [Fact]
    public async Task Fact050_InnerFailure_KeepsTheWholeChain()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("A"));
            tasks.AddActivityFunc<int>("A", int (_) => throw new InvalidOperationException("outer", new IOException("middle", new OddException("inner"))));
        });
        var failure = (await app.RunAsync("Main")).FailureDetails!;
        List<string> types = [];
        for (var link = failure; link is not null; link = link.InnerFailure)
            types.Add(link.ErrorType);
        Assert.Equal([typeof(TaskFailedException).FullName!, typeof(InvalidOperationException).FullName!, typeof(IOException).FullName!,
            typeof(OddException).FullName!], types);
    }

    [Fact]
    public async Task Fact051_FailingActivity_ReachesTheCodeAsTaskFailedException()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Main", async context =>
            {
                await context.CallActivityAsync<int>("Fine");
                try
                {
                    await context.CallActivityAsync<int>("A");
                    return "no";
                }
                catch (TaskFailedException error)
                {
                    return $"{error.TaskName} {error.TaskId} {error.FailureDetails.ErrorType} {error.FailureDetails.ErrorMessage}";
                }
            });
            tasks.AddActivityFunc<int>("A", int (_) => throw new TimeoutException("late"));
            tasks.AddActivityFunc<int>("Fine", int (_) => 1);
        });
        Assert.Equal("A 1 System.TimeoutException late", await app.RunAsync<string>("Main"));
    }

    [Fact]
    public async Task Fact052_IsCausedBy_AcceptsABaseClassAndNoInnerFailure()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<bool[]>("Main", async context =>
            {
                try
                {
                    await context.CallActivityAsync<int>("A");
                    return [];
                }
                catch (TaskFailedException error)
                {
                    var details = error.FailureDetails;
                    return [details.IsCausedBy<OddException>(), details.IsCausedBy<ArithmeticException>(),
                        details.IsCausedBy<Exception>(), details.IsCausedBy<IOException>()];
                }
            });
            tasks.AddActivityFunc<int>("A", int (_) => throw new OddException("odd", new IOException("inner")));
        });
        Assert.Equal("[true,true,true,false]", (await app.RunAsync("Main")).SerializedOutput);
    }

    [Fact]
    public async Task Fact053_SerializedOutput_OfAFailedInstance_IsTheRawMessage()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", int (_) => throw new TimeoutException("late \"again\"")));
        Assert.Equal("late \"again\"", (await app.RunAsync("Main")).SerializedOutput);
    }

    [Fact]
    public async Task Fact055_UnknownNames_FailWithTheirErrorTypes()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("Nowhere")));
        var unknown = await app.RunAsync("Nowhere");
        Assert.Equal((OrchestrationRuntimeStatus.Failed, "OrchestratorTaskNotFound"), (unknown.RuntimeStatus, unknown.FailureDetails!.ErrorType));
        Assert.Equal("ActivityTaskNotFound", (await app.RunAsync("Main")).FailureDetails!.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Fact056_WhenAll_OverFailingActivities_SurfacesTheFirstAfterAllEnded()
    {
        var ended = 0;
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 5).Select(i => context.CallActivityAsync<int>("A", i)));
                return 0;
            });
            tasks.AddActivityFunc<int, int>("A", (_, i) =>
            {
                Interlocked.Increment(ref ended);
                return i % 2 == 1 ? throw new InvalidOperationException($"activity {i}") : i;
            });
        });
        Assert.Contains("activity 1", (await app.RunAsync("Main")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(5, ended);
    }

    [Fact]
    public async Task Fact057_FailedSubOrchestration_NamesTheSubOrchestration()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallSubOrchestratorAsync<int>("Child"));
            tasks.AddOrchestratorFunc<int>("Child", int (_) => throw new OddException("odd"));
        });
        var failure = (await app.RunAsync("Main")).FailureDetails!;
        Assert.Equal("Task 'Child' (#0) failed with an unhandled exception: odd", failure.ErrorMessage);
        Assert.Equal(typeof(OddException).FullName, failure.InnerFailure!.ErrorType);
    }

    [Fact]
    public async Task Fact058_TerminatedChild_FailsTheParentsCall()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallSubOrchestratorAsync<int>("Child", new SubOrchestrationOptions(instanceId: "child")));
            tasks.AddOrchestratorFunc<int>("Child", context => context.WaitForExternalEvent<int>("never"));
        });
        var id = await app.ScheduleAsync("Main");
        await app.UntilStatusAsync("child", OrchestrationRuntimeStatus.Running);
        await app.Client.TerminateInstanceAsync("child");
        var run = await app.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.StartsWith("Task 'Child' (#0) failed", run.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact055_ActivityInputThatCannotBeRead_FailsTheActivity()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("A", "seven"));
            tasks.AddActivityFunc<int, int>("A", (_, i) => i);
        });
        Assert.Equal("System.Text.Json.JsonException", (await app.RunAsync("Main")).FailureDetails!.InnerFailure!.ErrorType);
    }

    private sealed class OddException(string message, Exception? inner = null) : ArithmeticException(message, inner);
}
