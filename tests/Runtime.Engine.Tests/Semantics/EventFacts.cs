using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class EventFacts
{
    [Fact]
    public async Task Fact022_EventName_InAnotherCase_Matches()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
            tasks.AddOrchestratorFunc<int>("Main", context => context.WaitForExternalEvent<int>("Approval")));
        var id = await app.ScheduleAsync("Main");
        await app.Client.RaiseEventAsync(id, "aPPROVAL", 7);
        Assert.Equal(7, (await app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact023_SeveralWaitersAndBufferedEvents_AreLastInFirstOutAndFirstInFirstOut()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string>("Main", async context =>
        {
            var waiters = Enumerable.Range(0, 3).Select(_ => context.WaitForExternalEvent<int>("e")).ToList();
            var served = await Task.WhenAll(waiters);
            await context.WaitForExternalEvent<int>("go");
            var buffered = new List<int>();
            for (var i = 0; i < 3; i++)
                buffered.Add(await context.WaitForExternalEvent<int>("e"));
            return $"{string.Concat(served)} {string.Concat(buffered)}";
        }));
        var id = await app.ScheduleAsync("Main");
        for (var i = 1; i <= 6; i++)
            await app.Client.RaiseEventAsync(id, "e", i);
        await app.Client.RaiseEventAsync(id, "go", 0);
        Assert.Equal("321 456", (await app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact024_SameNameWithAnotherType_Throws()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", async context =>
        {
            _ = context.WaitForExternalEvent<int>("e");
            await context.WaitForExternalEvent<string>("e");
        }));
        Assert.Contains("same type argument", (await app.RunAsync("Main")).FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fact025_EventWithoutAWaiter_IsKeptUntilOneAsks()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", async context =>
        {
            await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
            return await context.WaitForExternalEvent<int>("e");
        }));
        var id = await app.ScheduleAsync("Main");
        await app.Client.RaiseEventAsync(id, "e", 7);
        Assert.Equal(7, (await app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact026_CancelledWaiter_DoesNotSwallowTheNextEvent()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", async context =>
        {
            try
            {
                await context.WaitForExternalEvent<int>("e", TimeSpan.FromMinutes(1));
            }
            catch (TaskCanceledException)
            {
                context.SetCustomStatus("late");
            }

            return await context.WaitForExternalEvent<int>("e");
        }));
        var id = await app.ScheduleAsync("Main");
        await app.Clock.DriveAsync(app.UntilAsync(id, run => run.CustomStatus is not null));
        await app.Client.RaiseEventAsync(id, "e", 7);
        Assert.Equal(7, (await app.EndAsync(id)).ReadOutputAs<int>());
    }

    [Fact]
    public async Task Fact027_PayloadThatCannotBeRead_FailsTheOrchestration()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", context => context.WaitForExternalEvent<int>("e")));
        var id = await app.ScheduleAsync("Main");
        await app.Client.RaiseEventAsync(id, "e", "seven");
        var run = await app.EndAsync(id);
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Equal("System.Text.Json.JsonException", run.FailureDetails!.ErrorType);
    }

    [Fact]
    public async Task Fact028_RaiseEvent_ToAnUnknownInstance_DoesNotThrow()
    {
        await using var app = await DurableApp.StartAsync(_ => { });
        await app.Client.RaiseEventAsync("nobody", "e", 1);
        Assert.Null(await app.Client.GetInstanceAsync("nobody"));
    }

    [Fact]
    public async Task Fact029_SendEvent_ToAMissingTarget_IsDropped()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", async context =>
            {
                context.SendEvent("nobody", "e", 1);
                context.SendEvent("other", "e", 7);
                return await context.WaitForExternalEvent<int>("back");
            });
            tasks.AddOrchestratorFunc<int>("Other", async context =>
            {
                var got = await context.WaitForExternalEvent<int>("e");
                context.SendEvent("main", "back", got + 1);
                return got;
            });
        });
        await app.ScheduleAsync("Other", id: "other");
        Assert.Equal(8, (await app.RunAsync("Main", id: "main")).ReadOutputAs<int>());
        Assert.Equal(7, (await app.EndAsync("other")).ReadOutputAs<int>());
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (app.Runtime.Engine.Hub.ReadMessages().Any())
            await Task.Delay(10, limit.Token);          // it is dropped in a commit of its own, which may come after the ends of both
    }

    [Fact]
    public async Task Fact030_WaitForExternalEvent_PastItsTimeout_ThrowsTaskCanceled()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
            tasks.AddOrchestratorFunc<int>("Main", context => context.WaitForExternalEvent<int>("e", TimeSpan.FromDays(2))));
        var run = await app.RunAsync("Main");
        Assert.Equal(typeof(TaskCanceledException).FullName, run.FailureDetails!.ErrorType);
        Assert.Equal(TimeSpan.FromDays(2), run.LastUpdatedAt - run.CreatedAt);
    }

    [Theory]
    [InlineData(true, "12")]
    [InlineData(false, "1-")]
    public async Task Fact031_ContinueAsNew_UnprocessedEvents_SurviveAsAsked(bool preserve, string expected)
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<string, string?>("Main", async (context, before) =>
        {
            if (before is not null)
            {
                using var stop = new CancellationTokenSource();
                var timer = context.CreateTimer(TimeSpan.FromMinutes(1), stop.Token);
                var waiter = context.WaitForExternalEvent<int>("e");
                if (await Task.WhenAny(waiter, timer) == timer)
                    return before + "-";
#pragma warning disable CA1849, VSTHRD103, MA0042 // an orchestrator cancels at once, on its own thread
                stop.Cancel();
#pragma warning restore CA1849, VSTHRD103, MA0042
                return before + await waiter;
            }

            var first = await context.WaitForExternalEvent<int>("e");
            await context.WaitForExternalEvent<int>("go");
            context.ContinueAsNew($"{first}", preserve);
            return null;
        }));
        var id = await app.ScheduleAsync("Main");
        await app.Client.RaiseEventAsync(id, "e", 1);
        await app.Client.RaiseEventAsync(id, "e", 2);
        await app.Client.RaiseEventAsync(id, "go", 0);
        Assert.Equal(expected, (await app.EndAsync(id)).ReadOutputAs<string>());
    }

    [Fact]
    public async Task Fact032_Event_ToACompletedInstance_IsIgnored()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc<int>("Main", _ => 7));
        var before = await app.RunAsync("Main", id: "done");
        await app.Client.RaiseEventAsync("done", "e", 1);
        var after = await app.GetAsync("done");
        Assert.Equal((before.SerializedOutput, before.LastUpdatedAt, before.RuntimeStatus), (after.SerializedOutput, after.LastUpdatedAt, after.RuntimeStatus));
    }
}
