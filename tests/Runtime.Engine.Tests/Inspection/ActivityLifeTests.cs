using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.Pumps;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Inspection;

public sealed class ActivityLifeTests
{
    [Fact]
    public async Task Terminate_WhileAnActivityRuns_CancelsItsToken()
    {
        var (began, cancelled) = (NewSignal(), NewSignal());
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync("Slow"));
            tasks.AddActivityFunc("Slow", async context =>
            {
                began.TrySetResult();
                await ((DurableActivityContext)context).CancellationToken.WhenCancelledAsync();
                cancelled.TrySetResult();
            });
        });
        await app.ScheduleAsync("Main", id: "m");
        await began.Task;
        await app.Client.TerminateInstanceAsync("m");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(OrchestrationRuntimeStatus.Terminated, (await app.EndAsync("m")).RuntimeStatus);
    }

    [Fact]
    public async Task Heartbeat_ThenFailure_IsReadByTheNextAttemptAndGoneAtTheEnd()
    {
        var seen = new List<(int Attempt, int Progress)>();
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Main",
                context => context.CallActivityAsync<string>("Copy", null, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
            tasks.AddActivityFunc<string>("Copy", async context =>
            {
                var activity = (DurableActivityContext)context;
                var progress = activity.LastHeartbeat<int>();
                seen.Add((activity.Attempt, progress));
                await activity.HeartbeatAsync(progress + 10);
                return activity.Attempt == 3 ? "done" : throw new InvalidOperationException("not yet");
            });
        });
        await app.ScheduleAsync("Main", id: "m");
        Assert.Equal("\"done\"", (await app.EndAsync("m")).SerializedOutput);
        Assert.Equal([(1, 0), (2, 10), (3, 20)], seen);
        Assert.Null(app.Runtime.Engine.Hub.ReadHeartbeat(app.Runtime.Engine.Find("m")!.Number, 0));
    }

    [Fact]
    public async Task End_WhileAnAbandonedActivityEndsToo_ReachesTheParent()
    {
        var release = NewSignal();
        DurableApp? app = null;
        app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<string>("Main", context => context.CallSubOrchestratorAsync<string>("Race"));
            tasks.AddOrchestratorFunc<string>("Race", async context =>
            {
                await Task.WhenAny(context.CallActivityAsync("Quick"), context.CallActivityAsync("Late"));
                release.TrySetResult();
                SpinWait.SpinUntil(() => app!.Runtime.Engine.ActiveActivities == 0, TimeSpan.FromSeconds(20));
                return "won";
            });
            tasks.AddActivityFunc("Quick", _ => { });
            tasks.AddActivityFunc("Late", async context =>
            {
                _ = ((DurableActivityContext)context).CancellationToken;
                await release.Task;
            });
        });
        await using var disposed = app;
        Assert.Equal("\"won\"", (await app.RunAsync("Main")).SerializedOutput);
    }

    [Fact]
    public async Task Activity_WhoseServicesFailToDispose_FailsInsteadOfGoingMissing()
    {
        await using var app = await DurableApp.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync(nameof(Leaky)));
                tasks.AddActivity<Leaky>();
            },
            new DurableAppSetup { Services = services => services.AddScoped<Grumpy>() });
        var run = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Contains("will not go", run.SerializedOutput, StringComparison.Ordinal);
    }

    private sealed class Grumpy : IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("will not go");
    }

    private sealed class Leaky(Grumpy service) : TaskActivity<string, string>
    {
        public override Task<string> RunAsync(TaskActivityContext context, string input) => Task.FromResult(service.GetType().Name);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

internal static class CancellationWait
{
    public static Task WhenCancelledAsync(this CancellationToken token)
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        token.Register(() => source.TrySetResult());
        return source.Task;
    }
}
