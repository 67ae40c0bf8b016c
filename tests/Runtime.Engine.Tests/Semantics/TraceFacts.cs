using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.DurableTask;
using Runtime.TaskHub.Contract;

namespace Runtime.Engine.Tests.Semantics;

public sealed class TraceFacts : IDisposable
{
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityListener listener;
    private readonly Activity caller = new Activity("caller").Start();

    public TraceFacts()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.DurableTask",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == caller.TraceId)
                    ended.Enqueue(span);        // other tests run at the same time and trace as well
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    [Fact]
    public async Task Fact128to134_Run_EverySpanBelongsToTheStartsTrace()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc<int>("Main", async context =>
            {
                await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
                context.SendEvent("nobody", "news", 1);
                await context.WaitForExternalEvent<int>("go");
                return await context.CallSubOrchestratorAsync<int>("Child", options: new SubOrchestrationOptions(instanceId: "kid"));
            });
            tasks.AddOrchestratorFunc<int>("Child", context => context.CallActivityAsync<int>("Add"));
            tasks.AddActivityFunc<int>("Add", _ => 1);
        });
        await app.ScheduleAsync("Main", id: "m");
        await app.Client.RaiseEventAsync("m", "go", 1);
        await app.EndAsync("m");

        Assert.Equal(ActivityKind.Producer, One("create_orchestration:Main").Kind);
        var main = One("orchestration:Main");
        Assert.Equal((ActivityKind.Server, "Completed", "m"), (main.Kind, Tag(main, "durabletask.task.status"), Tag(main, "durabletask.task.instance_id")));
        var client = One("orchestration:Child", ActivityKind.Client);
        var child = One("orchestration:Child", ActivityKind.Server);
        Assert.Equal(client.SpanId, child.ParentSpanId);
        Assert.Equal(One("activity:Add", ActivityKind.Client).SpanId, One("activity:Add", ActivityKind.Server).ParentSpanId);
        var timer = One("orchestration:Main:timer");
        Assert.Equal(TimeSpan.FromHours(1), timer.Duration);
        Assert.Equal($"{app.Clock.GetUtcNow().UtcDateTime:O}", Tag(timer, "durabletask.fire_at"));
        Assert.Equal("nobody", Tag(One("orchestration_event:news"), "durabletask.event.target_instance_id"));
        Assert.Equal("m", Tag(One("orchestration_event:go"), "durabletask.event.target_instance_id"));
    }

    [Fact]
    public async Task Fact129_FailedRun_EndsWithAnErrorSpan()
    {
        await using var app = await DurableApp.StartAsync(tasks =>
        {
            tasks.AddOrchestratorFunc("Main", context => context.CallActivityAsync("Broken"));
            tasks.AddActivityFunc("Broken", _ => throw new InvalidOperationException("no"));
        });
        await app.EndAsync(await app.ScheduleAsync("Main"));
        Assert.Equal((ActivityStatusCode.Error, "Failed"), (One("orchestration:Main").Status, Tag(One("orchestration:Main"), "durabletask.task.status")));
        Assert.Equal(ActivityStatusCode.Error, One("activity:Broken", ActivityKind.Server).Status);
    }

    public void Dispose()
    {
        listener.Dispose();
        caller.Dispose();
    }

    private static string? Tag(Activity span, string name) => span.GetTagItem(name)?.ToString();

    private Activity One(string name, ActivityKind? kind = null) =>
        Assert.Single(ended, span => span.DisplayName == name && (kind is null || span.Kind == kind));
}
