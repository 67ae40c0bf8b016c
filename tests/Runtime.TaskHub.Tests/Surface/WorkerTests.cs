using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Runtime.TaskHub.Contract;
using Runtime.TaskHub.Tests.Surface.Entities;

namespace Runtime.TaskHub.Tests.Surface;

public sealed class WorkerTests
{
    private readonly ConcurrentQueue<string> seen = new();

    [Fact]
    public async Task Middleware_OfOrchestration_WrapsInOrderAndIsReplayed()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        var setup = folder.Setup(clock) with
        {
            Worker = worker => worker
                .UseOrchestrationMiddleware(async (context, next) =>
                {
                    context.Features.Set("from the outer one");
                    if (!context.IsReplaying)
                        seen.Enqueue($"outer {context.Name} {context.RawInput} {context.Tags!["team"]}");
                    await next(context);
                    seen.Enqueue($"outer has {context.Result}");
                })
                .UseOrchestrationMiddleware<InnerMiddleware>(),
            Services = services => services.AddSingleton(seen),
        };
        await using (var app = await DurableApp.StartAsync(Tasks, setup))
        {
            var options = new StartOrchestrationOptions("r") { Tags = new Dictionary<string, string> { ["team"] = "a" } };
            await app.Client.ScheduleNewOrchestrationInstanceAsync("Wait", "hello", options);
            await app.UntilStatusAsync("r", OrchestrationRuntimeStatus.Running);
        }

        await using var next = await DurableApp.StartAsync(Tasks, setup);
        await next.Client.RaiseEventAsync("r", "go");
        Assert.Equal("hello", (await next.EndAsync("r")).ReadOutputAs<string>());
        Assert.Equal(["outer Wait \"hello\" a", "inner from the outer one hello", "inner has hello", "outer has hello"], seen);
    }

    [Fact]
    public async Task Middleware_ThatDoesNotGoOn_StandsInForTheCode()
    {
        var setup = new DurableAppSetup
        {
            Worker = worker => worker.UseOrchestrationMiddleware((context, next) =>
                context.GetInput<string>() == "refuse" ? throw new InvalidOperationException("refused") : next(context)),
        };
        await using var app = await DurableApp.StartAsync(Tasks, setup);
        Assert.Equal("refused", (await app.RunAsync("Echo", "refuse")).FailureDetails!.ErrorMessage);
        Assert.Equal("x", await app.RunAsync<string>("Echo", "x"));
    }

    [Fact]
    public async Task Middleware_OfActivity_SeesServicesAndSetsResult()
    {
        var setup = new DurableAppSetup
        {
            Worker = worker => worker
                .UseActivityMiddleware(async (context, next) =>
                {
                    context.Services.GetRequiredService<ConcurrentQueue<string>>().Enqueue($"{context.Name} {context.RawInput} {context.GetInput<string>()}");
                    await next(context);
                    context.SetResult($"{context.Result}!");
                })
                .UseActivityMiddleware((context, next) =>
                {
                    context.SetResult("cached");
                    return context.GetInput<string>() == "known" ? Task.CompletedTask : next(context);
                }),
            Services = services => services.AddSingleton(seen),
        };
        await using var app = await DurableApp.StartAsync(Tasks, setup);
        Assert.Equal("new!", await app.RunAsync<string>("Call", "new"));
        Assert.Equal("cached!", await app.RunAsync<string>("Call", "known"));
        Assert.Equal(["Do \"new\" new", "Do \"known\" known"], seen);
    }

    [Fact]
    public async Task Fact136_Filters_WhatIsNotTaken_WaitsForAWorkerThatTakesIt()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        var filters = new DurableTaskWorkerWorkItemFilters
        {
            Orchestrations = [new("Call", null), new("Count", null), new("Versioned", ["2"])],
        };
        var setup = folder.Setup(clock) with { Worker = worker => worker.UseWorkItemFilters(filters) };
        await using (var app = await DurableApp.StartAsync(Tasks, setup))
        {
            await app.ScheduleAsync("Echo", "x", "echo");
            await app.ScheduleAsync("Call", "x", "call");
            await app.ScheduleAsync("Count", "a", "count");
            await app.Client.ScheduleNewOrchestrationInstanceAsync("Versioned", new StartOrchestrationOptions("v1") { Version = "1" });
            await app.UntilStatusAsync("call", OrchestrationRuntimeStatus.Running);
            await app.UntilStatusAsync("count", OrchestrationRuntimeStatus.Running);
            Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync("echo")).RuntimeStatus);
            Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync("v1")).RuntimeStatus);
            Assert.Empty(seen);
        }

        await using var next = await DurableApp.StartAsync(Tasks, folder.Setup(clock) with { Worker = worker => worker.UseWorkItemFilters() });
        Assert.Equal("x", (await next.EndAsync("echo")).ReadOutputAs<string>());
        Assert.Equal("x", (await next.EndAsync("call")).ReadOutputAs<string>());
        Assert.Equal(0, (await next.EndAsync("count")).ReadOutputAs<int>());
        Assert.Equal("1", (await next.EndAsync("v1")).ReadOutputAs<string>());
    }

    [Fact]
    public async Task OrchestrationFilter_ThatRefuses_LeavesThePendingRunToTerminate()
    {
#pragma warning disable CS0618 // experimental for users; it is what the test is about
        var setup = new DurableAppSetup { Worker = worker => worker.UseOrchestrationFilter(new TeamFilter()) };
#pragma warning restore CS0618
        await using var app = await DurableApp.StartAsync(Tasks, setup);
        var mine = new StartOrchestrationOptions("mine") { Tags = new Dictionary<string, string> { ["team"] = "a" } };
        await app.Client.ScheduleNewOrchestrationInstanceAsync("Echo", "x", mine);
        await app.ScheduleAsync("Echo", "x", "other");
        Assert.Equal("x", (await app.EndAsync("mine")).ReadOutputAs<string>());
        Assert.Equal(OrchestrationRuntimeStatus.Pending, (await app.GetAsync("other")).RuntimeStatus);
        await app.Client.TerminateInstanceAsync("other");
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndAsync("other")).RuntimeStatus);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fact135_Log_HasDurableTasksCategoryIdsAndFields(bool legacy)
    {
        var log = new LogRecorder();
        var setup = new DurableAppSetup
        {
            Services = services => services.AddLogging(logging => logging.AddProvider(log)),
            Worker = worker => worker.Configure(options => options.Logging.UseLegacyCategories = legacy),
        };
        await using var app = await DurableApp.StartAsync(Tasks, setup);
        await app.RunAsync("Call", "x", "good");
        await app.RunAsync("Call", "bad", "bad");
        var own = log.Entries.Where(entry => entry.Category.StartsWith("Microsoft.DurableTask.Worker", StringComparison.Ordinal)).ToList();
        Assert.Equal([600, 603, 604, 601], own.Where(entry => entry.Fields["InstanceId"] == "good").Select(entry => entry.Id));
        Assert.Equal([600, 603, 605, 602], own.Where(entry => entry.Fields["InstanceId"] == "bad").Select(entry => entry.Id));
        Assert.Equal("Do", own.First(entry => entry.Id == 603).Fields["Name"]);
        string[] categories = legacy
            ? ["Microsoft.DurableTask.Worker"]
            : ["Microsoft.DurableTask.Worker.Orchestrations", "Microsoft.DurableTask.Worker.Activities"];
        Assert.Equal(categories, own.Select(entry => entry.Category).Distinct());
    }

    [Fact]
    public async Task Fact017_ReplaySafeLogger_WritesEachMessageOnceOverARestart()
    {
        using var folder = new HubFolder();
        var clock = new ManualClock();
        var log = new LogRecorder();
        var setup = folder.Setup(clock) with { Services = services => services.AddLogging(logging => logging.AddProvider(log)) };
        await using (var app = await DurableApp.StartAsync(Tasks, setup))
        {
            await app.ScheduleAsync("Wait", "x", "r");
            await app.UntilStatusAsync("r", OrchestrationRuntimeStatus.Running);
        }

        await using var next = await DurableApp.StartAsync(Tasks, setup);
        await next.Client.RaiseEventAsync("r", "go");
        await next.EndAsync("r");
        Assert.Equal(["before", "after"], log.Entries.Where(entry => entry.Category == "Story").Select(entry => entry.Message));
        Assert.Single(log.Entries, entry => entry.Id == 600);
    }

    private void Tasks(DurableTaskRegistry tasks)
    {
        tasks.AddLedger();
        tasks.AddActivityFunc<string, string>("Do", (_, what) => what == "bad" ? throw new InvalidOperationException("bad") : what!);
        tasks.AddOrchestratorFunc<string, string>("Echo", (_, text) => Task.FromResult(text!));
        tasks.AddOrchestratorFunc<string, string>("Versioned", (context, _) => Task.FromResult(context.Version));
        tasks.AddOrchestratorFunc<string, string>("Call", (context, what) => context.CallActivityAsync<string>("Do", what));
        tasks.AddOrchestratorFunc<string, string>("Wait", async (context, text) =>
        {
            var story = context.CreateReplaySafeLogger("Story");
            story.LogInformation("before");
            await context.WaitForExternalEvent<object?>("go");
            story.LogInformation("after");
            return text!;
        });
    }

    private sealed class InnerMiddleware(ConcurrentQueue<string> seen) : ITaskOrchestrationMiddleware
    {
        public async Task InvokeAsync(TaskOrchestrationMiddlewareContext context, TaskOrchestrationMiddlewareDelegate next)
        {
            if (!context.IsReplaying)
                seen.Enqueue($"inner {context.Features.Get<string>()} {context.GetInput<string>()}");
            await next(context);
            seen.Enqueue($"inner has {context.Result}");
        }
    }

#pragma warning disable CS0618 // experimental for users; it is what the test is about
    private sealed class TeamFilter : IOrchestrationFilter
    {
        public async ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return info.Tags?.ContainsKey("team") == true;
        }
    }
#pragma warning restore CS0618
}
