using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class RetryFacts
{
    [Fact]
    public async Task Fact001_Retry_WithBackoff_WaitsFirstIntervalTimesCoefficientToTheN()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, new RetryPolicy(4, TimeSpan.FromSeconds(5), 2));
        await app.RunAsync("Main");
        Assert.Equal([5.0, 10.0, 20.0], Gaps(attempts));
    }

    [Fact]
    public async Task Fact002_Retry_DelayAboveTheMaximum_IsCapped()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, new RetryPolicy(5, TimeSpan.FromMinutes(20), 2));
        await app.RunAsync("Main");
        Assert.Equal([1200.0, 2400.0, 3600.0, 3600.0], Gaps(attempts));
    }

    [Fact]
    public async Task Fact003_Retry_AfterTheTimeout_Stops()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, new RetryPolicy(99, TimeSpan.FromSeconds(10), retryTimeout: TimeSpan.FromSeconds(25)));
        await app.RunAsync("Main");
        Assert.Equal(4, attempts.Count);        // at 0, 10, 20 and 30 seconds: the timeout is looked at before a wait, not after it
    }

    [Fact]
    public async Task Fact005_Retry_LastAttemptFails_SurfacesThatAttempt()
    {
        await using var app = await Failing([], new RetryPolicy(3, TimeSpan.FromSeconds(1)));
        var run = await app.RunAsync("Main");
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.Equal("Task 'Fail' (#4) failed with an unhandled exception: attempt 3", run.FailureDetails!.ErrorMessage);
        Assert.Equal(typeof(TaskFailedException).FullName, run.FailureDetails.ErrorType);
    }

    [Fact]
    public async Task Fact006_Retry_UnknownActivityOrOrchestrator_IsNotTriedAgain()
    {
        var asked = 0;
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Activity", async context => await context.CallActivityAsync("Nowhere", Handler(() => asked++)));
            tasks.AddOrchestratorFunc("Child", async context => await context.CallSubOrchestratorAsync("Nowhere", Handler(() => asked++)));
        });
        Assert.Equal("ActivityTaskNotFound", (await app.RunAsync("Activity")).FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal("OrchestratorTaskNotFound", (await app.RunAsync("Child")).FailureDetails!.InnerFailure!.ErrorType);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task Fact007_Retry_HandleFailureReturnsFalse_StopsAtOnce()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts,
            new RetryPolicy(9, TimeSpan.FromSeconds(1)) { HandleFailure = failure => !failure.IsCausedBy<TimeoutException>() });
        await app.RunAsync("Main");
        Assert.Single(attempts);
    }

    [Fact]
    public async Task Fact008_RetryHandler_AfterEveryFailure_IsCalledWithoutADelay()
    {
        List<int> numbers = [];
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, TaskOptions.FromRetryHandler(context =>
        {
            numbers.Add(context.LastAttemptNumber);
            return numbers.Count < 3;
        }));
        await app.RunAsync("Main");
        Assert.Equal([1, 2, 3], numbers);
        Assert.Equal([0.0, 0.0], Gaps(attempts));
    }

    [Fact]
    public async Task Fact008_RetryHandler_ThatThrows_EndsRetrying()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, TaskOptions.FromRetryHandler(bool (_) => throw new InvalidOperationException("handler")));
        Assert.Equal(OrchestrationRuntimeStatus.Failed, (await app.RunAsync("Main")).RuntimeStatus);
        Assert.Single(attempts);
    }

    [Fact]
    public async Task Fact009_Retry_WithAPolicy_WaitsOnADurableTimer()
    {
        List<DateTime> attempts = [];
        await using var app = await Failing(attempts, new RetryPolicy(2, TimeSpan.FromDays(0.5), maxRetryInterval: TimeSpan.FromDays(1)));
        var id = await app.ScheduleAsync("Main");
        var waiting = await app.UntilAsync(id, run => run.WakeAt > 0);
        Assert.Equal(OrchestrationRuntimeStatus.Running, waiting.RuntimeStatus);
        Assert.Equal(app.Clock.GetUtcNow().UtcDateTime.AddDays(0.5).Ticks, app.Runtime.Engine.Find(id)!.WakeAt);
        await app.EndAsync(id);
        Assert.Equal(2, attempts.Count);
    }

    [Fact]
    public async Task Fact009_Retry_OfASubOrchestration_GetsANewChildEachTime()
    {
        List<string> children = [];
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Main",
                context => context.CallSubOrchestratorAsync<int>("Child", TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1)))));
            tasks.AddOrchestratorFunc<int>("Child", context =>
            {
                children.Add(context.InstanceId);
                return children.Count == 3 ? Task.FromResult(7) : throw new InvalidOperationException("not yet");
            });
        });
        Assert.Equal(7, await app.RunAsync<int>("Main"));
        Assert.Equal(3, children.Distinct(StringComparer.Ordinal).Count());
    }

    private static TaskOptions Handler(Action asked) => TaskOptions.FromRetryHandler(_ =>
    {
        asked();
        return true;
    });

    private static Task<DurableApp> Failing(List<DateTime> attempts, RetryPolicy policy) => Failing(attempts, TaskOptions.FromRetryPolicy(policy));

    private static Task<DurableApp> Failing(List<DateTime> attempts, TaskOptions options)
    {
        var clock = new ManualClock();
        return DurableApp.StartAsync(
            tasks =>
            {
                tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync<int>("Fail", options));
                tasks.AddActivityFunc<int>("Fail", int (_) =>
                {
                    attempts.Add(clock.GetUtcNow().UtcDateTime);
                    throw new TimeoutException($"attempt {attempts.Count}");
                });
            },
            new DurableAppSetup { Clock = clock });
    }

    private static IEnumerable<double> Gaps(List<DateTime> times) => times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds);
}
