using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Observability;

/// <summary>A caller's traceparent goes through the request into the run, its activities and its sub-orchestrations, whoever listens.</summary>
public sealed class TraceParentTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();
    private readonly ConcurrentQueue<Activity> ended = new();
    private readonly ActivityTraceId trace = ActivityTraceId.CreateRandom();       // other tests run at the same time and trace as well
    private readonly ActivitySpanId caller = ActivitySpanId.CreateRandom();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_WithTraceParent_IsTheAncestorOfEverySpan()
    {
        using var listener = Listen("Microsoft.AspNetCore", "Microsoft.DurableTask");
        await StartAsync($"00-{trace}-{caller}-01");

        var request = One("POST api/traced/{id}", ActivityKind.Server);
        Assert.Equal(caller, request.ParentSpanId);
        AssertRun(request.SpanId);
    }

    [Fact]
    public async Task Start_NobodyRecordsRequests_TheRunBelongsToTheCallersTraceAllTheSame()
    {
        using var listener = Listen("Microsoft.DurableTask");
        await StartAsync($"00-{trace}-{caller}-01");

        AssertRun(request: null);
    }

    [Theory]
    [InlineData("00-nonsense-01")]
    [InlineData("")]
    public async Task Start_WithoutAReadableTraceParent_IsServedWithATraceOfItsOwn(string traceParent)
    {
        using var listener = Listen("Microsoft.AspNetCore", "Microsoft.DurableTask");
        await StartAsync(traceParent);

        Assert.DoesNotContain(ended, span => span.TraceId == trace);
    }

    private void AssertRun(ActivitySpanId? request)
    {
        var created = One("create_orchestration:Traced", ActivityKind.Producer);
        if (request is { } known)
            Assert.Equal(known, created.ParentSpanId);
        var run = One("orchestration:Traced", ActivityKind.Server);
        Assert.Equal(created.SpanId, run.ParentSpanId);
        var called = One("orchestration:TracedChild", ActivityKind.Client);
        Assert.Equal(created.SpanId, called.ParentSpanId);
        Assert.Equal(called.SpanId, One("orchestration:TracedChild", ActivityKind.Server).ParentSpanId);
        var activities = Of("activity:TracedAdd", ActivityKind.Client).ToList();
        Assert.Equal(new[] { created.SpanId, called.SpanId }.ToHashSet(), activities.Select(span => span.ParentSpanId).ToHashSet());
        Assert.Equal(
            activities.Select(span => span.SpanId).ToHashSet(), Of("activity:TracedAdd", ActivityKind.Server).Select(span => span.ParentSpanId).ToHashSet());
    }

    private Activity One(string name, ActivityKind kind) => Assert.Single(Of(name, kind));

    private IEnumerable<Activity> Of(string name, ActivityKind kind) =>
        ended.Where(span => span.TraceId == trace && span.DisplayName == name && span.Kind == kind);

    private ActivityListener Listen(params string[] sources)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    // The host has stopped when this returns, so every span has ended.
    private async Task StartAsync(string traceParent)
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(TracedFunctions));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/traced/run");
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        using var response = await host.Client.SendAsync(request).WaitAsync(Patience);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
