using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class DeterminismFacts
{
    [Fact]
    public async Task Fact011_NewGuid_IsTheSameOnReplayAndDiffersByCounter()
    {
        List<Guid> seen = [];
        await using var app = await Evicting(tasks => tasks.AddOrchestratorFunc<bool>("Main", async context =>
        {
            seen.AddRange([context.NewGuid(), context.NewGuid()]);
            return await context.WaitForExternalEvent<bool>("go");
        }));
        var id = await app.ScheduleAsync("Main");
        await app.EvictedAsync();
        await app.Client.RaiseEventAsync(id, "go", true);
        await app.EndAsync(id);
        Assert.Equal(4, seen.Count);
        Assert.Equal(seen[..2], seen[2..]);
        Assert.NotEqual(seen[0], seen[1]);
    }

    [Fact]
    public async Task Fact012_SubOrchestrationId_WithoutOneGiven_IsThirtyTwoHexDigits()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string[]>("Main", async context =>
            [
                await context.CallSubOrchestratorAsync<string>("Child"),
                await context.CallSubOrchestratorAsync<string>("Child", new SubOrchestrationOptions(instanceId: "mine")),
            ]);
            tasks.AddOrchestratorFunc<string>("Child", context => context.InstanceId);
        });
        var ids = await app.RunAsync<string[]>("Main");
        Assert.Matches("^[0-9a-f]{32}$", ids![0]);
        Assert.Equal("mine", ids[1]);
    }

    [Fact]
    public async Task Fact014_InstanceId_WithoutOneGiven_IsAGuidOfThirtyTwoDigits()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", _ => 1));
        Assert.Matches("^[0-9a-f]{32}$", await app.ScheduleAsync("Main"));
    }

    [Fact]
    public async Task Fact015_CurrentUtcDateTime_BetweenAwaits_IsConstantAndMovesWithTimers()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<DateTime[]>("Main", async context =>
        {
            var first = context.CurrentUtcDateTime;
            var second = context.CurrentUtcDateTime;
            await context.CreateTimer(TimeSpan.FromDays(2), CancellationToken.None);
            return [first, second, context.CurrentUtcDateTime];
        }));
        var start = app.Clock.GetUtcNow().UtcDateTime;
        var seen = await app.RunAsync<List<DateTime>>("Main");
        Assert.Equal([start, start, start.AddDays(2)], seen);
    }

    [Fact]
    public async Task Fact015_CurrentUtcDateTime_MachineClockTurnedBackWhileEvicted_DoesNotGoBack()
    {
        await using var app = await Evicting(tasks => tasks.AddOrchestratorFunc<List<DateTime>>("Main", async context =>
        {
            List<DateTime> seen = [];
            foreach (var name in new[] { "a", "b" })
            {
                await context.WaitForExternalEvent<int>(name);
                seen.Add(context.CurrentUtcDateTime);
            }

            return seen;
        }));
        var id = await app.ScheduleAsync("Main");
        await app.EvictedAsync();
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Client.RaiseEventAsync(id, "a", 1);
        await app.EvictedAsync();
        app.Clock.SetBack(TimeSpan.FromHours(2));
        await app.Client.RaiseEventAsync(id, "b", 1);
        var seen = (await app.EndAsync(id)).ReadOutputAs<List<DateTime>>()!;
        Assert.Equal(seen[0], seen[1]);
    }

    [Fact]
    public async Task Fact016_IsReplaying_OfAnEvictedRunWithTwoAwaits_ReadsTrueTrueFalse()
    {
        await using var app = await Evicting(tasks => tasks.AddOrchestratorFunc<bool[]>("Main", async context =>
        {
            var seen = new List<bool> { context.IsReplaying };
            await context.WaitForExternalEvent<int>("a");
            seen.Add(context.IsReplaying);
            await context.WaitForExternalEvent<int>("b");
            seen.Add(context.IsReplaying);
            return [.. seen];
        }));
        var id = await app.ScheduleAsync("Main");
        await app.EvictedAsync();
        await app.Client.RaiseEventAsync(id, "a", 1);
        await app.EvictedAsync();
        await app.Client.RaiseEventAsync(id, "b", 1);
        Assert.Equal("[true,true,false]", (await app.EndAsync(id)).SerializedOutput);
    }

    [Fact]
    public async Task Fact017_ReplaySafeLogger_OfAReplayedRun_WritesEachMessageOnce()
    {
        var log = new MessageLog();
        await using var app = await Evicting(
            tasks => tasks.AddOrchestratorFunc<int>("Main", async context =>
            {
#pragma warning disable CA2254, CA1848 // a message each
                context.CreateReplaySafeLogger("flow").LogInformation("before");
                await context.WaitForExternalEvent<int>("a");
                context.CreateReplaySafeLogger("flow").LogInformation("between");
                await context.WaitForExternalEvent<int>("b");
                context.CreateReplaySafeLogger("flow").LogInformation("after");
#pragma warning restore CA2254, CA1848
                return 1;
            }),
            services => services.AddSingleton<ILoggerProvider>(log));
        var id = await app.ScheduleAsync("Main");
        await app.EvictedAsync();
        await app.Client.RaiseEventAsync(id, "a", 1);
        await app.EvictedAsync();
        await app.Client.RaiseEventAsync(id, "b", 1);
        await app.EndAsync(id);
        Assert.Equal(["before", "between", "after"], log.Of("flow"));
    }

    [Fact]
    public async Task Fact018_TaskOptions_PassedAsTheInput_Throw()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Activity", context => context.CallActivityAsync("A", (object)new TaskOptions()));
            tasks.AddOrchestratorFunc("Child", context => context.CallSubOrchestratorAsync("A", (object)new TaskOptions()));
        });
        foreach (var name in new[] { "Activity", "Child" })
        {
            var failure = (await app.RunAsync(name)).FailureDetails!;
            Assert.Equal(typeof(ArgumentException).FullName, failure.ErrorType);
            Assert.Contains("'input'", failure.ErrorMessage, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Fact019_Parent_AtTheRootAndInAChild_IsNullAndTheParent()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string?[]>("Main", async context => [context.Parent?.InstanceId, await context.CallSubOrchestratorAsync<string>("Child")]);
            tasks.AddOrchestratorFunc<string>("Child", context => $"{context.Parent!.Name} {context.Parent.InstanceId}");
        });
        var run = await app.RunAsync("Main", id: "root");
        Assert.Equal("[null,\"Main root\"]", run.SerializedOutput);
    }

    [Fact]
    public async Task Fact020_Names_InAnotherCase_AreTheSame()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", context => context.CallActivityAsync<int>("SEVEN"));
            tasks.AddActivityFunc<int>("seven", int (_) => 7);
        });
        Assert.Equal(7, await app.RunAsync<int>("mAIN"));
    }

    [Fact]
    public async Task Fact021_Version_WhenNoneWasGiven_IsEmpty()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Main", context => $"[{context.Version}]"));
        Assert.Equal("[]", await app.RunAsync<string>("Main"));
    }

    /// <summary>No resting run stays in memory: every turn replays the history before it.</summary>
    private static Task<DurableApp> Evicting(Action<DurableTaskRegistry> tasks, Action<IServiceCollection>? services = null) =>
        DurableApp.StartAsync(tasks, new DurableAppSetup
    {
        Hub = hub =>
        {
            hub.InMemory = true;
            hub.Engine.RestingRunsMax = 0;
        },
        Services = services ?? (static _ => { }),
    });
}
