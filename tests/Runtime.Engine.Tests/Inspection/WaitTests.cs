using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.Inspection;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Inspection;

public sealed class WaitTests
{
    [Fact]
    public async Task Explain_RunThatWaitsForManyThings_NamesEachWithItsFigures()
    {
        var (began, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Main", context => Task.WhenAll(
                context.CallActivityAsync("Slow", "abc", TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromSeconds(1)))),
                context.CreateTimer(TimeSpan.FromHours(2), CancellationToken.None),
                context.WaitForExternalEvent<int>("approve"),
                context.CallSubOrchestratorAsync("Child", options: new SubOrchestrationOptions(instanceId: "kid"))));
            tasks.AddOrchestratorFunc("Child", context => context.WaitForExternalEvent<int>("never"));
            tasks.AddActivityFunc<string>("Slow", async (_, _) =>
            {
                began.TrySetResult();
                await release.Task;
            });
        });
        var start = app.Clock.GetUtcNow().UtcDateTime;
        await app.ScheduleAsync("Main", id: "m");
        await began.Task;
        var wait = (await app.Runtime.Engine.ExplainWaitAsync("m"))!;

        var activity = Assert.Single(wait.On.OfType<ActivityWait>());
        Assert.Equal(("Slow", 1, 4, start, "\"abc\""), (activity.Name, activity.Attempt, activity.AttemptsMax, activity.StartedAt, activity.Input));
        Assert.Equal(start.AddHours(2), Assert.Single(wait.On.OfType<TimerWait>()).FireAt);
        Assert.Equal("approve", Assert.Single(wait.On.OfType<EventWait>()).Name);
        Assert.Equal("kid", Assert.Single(wait.On.OfType<ChildWait>()).InstanceId);
        Assert.StartsWith("The run waits for 4 things, first of all for activity 'Slow' (#0, attempt 1 of 4), running since", wait.Sentence, StringComparison.Ordinal);
        release.SetResult();
    }

    [Fact]
    public async Task Explain_Suspended_SaysSo()
    {
        await using var app = await DurableApp.StartAsync(tasks => tasks.AddOrchestratorFunc("Main", context => context.WaitForExternalEvent<int>("go")));
        await app.ScheduleAsync("Main", id: "m");
        await app.Client.SuspendInstanceAsync("m");
        var wait = (await app.Runtime.Engine.ExplainWaitAsync("m"))!;
        Assert.Contains("suspended", wait.Sentence, StringComparison.Ordinal);
        Assert.Null(await app.Runtime.Engine.ExplainWaitAsync("nobody"));
    }

    [Fact]
    public async Task Explain_LockHeldByAnotherRun_NamesTheHolder()
    {
        var counter = new EntityInstanceId("Counter", "c");
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddEntity<Counter>();
            tasks.AddOrchestratorFunc("Lock", async context =>
            {
                await using (await context.Entities.LockEntitiesAsync(counter))
                {
                    context.SetCustomStatus("locked");
                    await context.WaitForExternalEvent<int>("go");
                }
            });
        });
        await app.ScheduleAsync("Lock", id: "first");
        await app.UntilAsync("first", run => run.CustomStatus is not null);
        await app.ScheduleAsync("Lock", id: "second");
        await app.UntilStatusAsync("second", OrchestrationRuntimeStatus.Running);
        var wait = (await app.Runtime.Engine.ExplainWaitAsync("second"))!;
        Assert.Equal("first", Assert.IsType<LockWait>(Assert.Single(wait.On)).LockedBy);
        await app.Client.RaiseEventAsync("first", "go", 1);
        await app.Client.RaiseEventAsync("second", "go", 1);
        await app.EndAsync("second");
    }

    private sealed class Counter : TaskEntity<int>
    {
        public int Add(int amount) => State += amount;
    }
}
