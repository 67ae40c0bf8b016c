using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Durable;

public sealed class DurableHostTests : IAsyncLifetime, IDisposable
{
    private const string Base = "/runtime/webhooks/durabletask";

    private readonly TempFolder folder = new();
    private readonly Calls calls = new();
    private RunningHost host = null!;

    public async Task InitializeAsync() => host = await RunningHost.StartDurableAsync(
        folder,
        builder =>
        {
            builder.Services.AddSingleton(new FanOutFunctions.Multiplier(10)).AddSingleton(calls);
            builder.UseMiddleware<Recorder>();
        },
        typeof(FanOutFunctions));

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Start_FanOutOverHttp_CompletesAndIsPolledToItsEnd()
    {
        var started = await host.Client.PostAsync("/api/fanout/20", content: null);
        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);

        var status = await PollAsync(started.Headers.Location!);

        Assert.Equal("Completed", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal("FanOut", status.GetProperty("name").GetString());
        Assert.Equal(20, status.GetProperty("input").GetInt32());
        Assert.Equal(2100, status.GetProperty("output").GetInt32());
        Assert.Equal(20, calls.Names.Count(name => name == "Multiply"));
        Assert.Contains("StartFanOut", calls.Names);
        Assert.Contains("FanOut", calls.Names);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Get_ShowHistory_ListsEventsWithTheirNamesAndTimes(string withOutput)
    {
        await host.Client.PostAsync($"{Base}/orchestrators/fanout/my-run?timeout=30&pollingInterval=1", RunningHost.Json("3"));
        var status = await RunningHost.ReadJsonAsync(
            await host.Client.GetAsync($"{Base}/instances/my-run?showHistory=true&showHistoryOutput={withOutput}"));

        var events = status.GetProperty("historyEvents").EnumerateArray().ToList();
        Assert.Equal(
            ["ExecutionStarted", "TaskCompleted", "TaskCompleted", "TaskCompleted", "ExecutionCompleted"],
            events.Select(item => item.GetProperty("EventType").GetString()));
        Assert.Equal("FanOut", events[0].GetProperty("FunctionName").GetString(), ignoreCase: true);
        Assert.Equal("Multiply", events[1].GetProperty("FunctionName").GetString());
        Assert.InRange(events[1].GetProperty("ScheduledTime").GetDateTime(), events[0].GetProperty("Timestamp").GetDateTime(),
            events[1].GetProperty("Timestamp").GetDateTime());
        Assert.Equal("Completed", events[4].GetProperty("OrchestrationStatus").GetString());
        Assert.Equal(withOutput == "true", events[4].TryGetProperty("Result", out var result));
        if (withOutput == "true")
            Assert.Equal(60, result.GetInt32());
        var plain = await RunningHost.ReadJsonAsync(await host.Client.GetAsync($"{Base}/instances/my-run"));
        Assert.False(plain.TryGetProperty("historyEvents", out _));
    }

    [Fact]
    public async Task Start_ThroughTheManagementApi_WaitsForTheOutput()
    {
        var response = await host.Client.PostAsync(
            $"{Base}/orchestrators/fanout/my-run?timeout=30&pollingInterval=1", RunningHost.Json("3"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("60", await response.Content.ReadAsStringAsync());
        var list = await RunningHost.ReadJsonAsync(
            await host.Client.GetAsync($"{Base}/instances?instanceIdPrefix=my-&runtimeStatus=Completed"));
        Assert.Equal("my-run", Assert.Single(list.EnumerateArray()).GetProperty("instanceId").GetString());
        Assert.Equal(HttpStatusCode.OK, (await host.Client.DeleteAsync($"{Base}/instances/my-run")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync($"{Base}/instances/my-run")).StatusCode);
    }

    [Fact]
    public async Task RaiseEvent_WaitingInstance_GoesOn()
    {
        var started = await host.Client.PostAsync($"{Base}/orchestrators/Approval/person", RunningHost.Json(""));

        var raise = $"{Base}/instances/person/raiseEvent/Approved";
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostAsync(raise, RunningHost.Json("\"Ada\""))).StatusCode);
        var status = await PollAsync(started.Headers.Location!);

        Assert.Equal("Ada", status.GetProperty("output").GetString());
        Assert.Equal("Approved", status.GetProperty("customStatus").GetProperty("waitsFor").GetString());
        Assert.Equal(HttpStatusCode.Gone, (await host.Client.PostAsync(raise, RunningHost.Json("1"))).StatusCode);
    }

    [Fact]
    public async Task Terminate_WaitingInstance_EndsWithTheReason()
    {
        var started = await host.Client.PostAsync($"{Base}/orchestrators/Approval", RunningHost.Json(""));

        var terminate = new Uri(started.Headers.Location + "/terminate?reason=enough");
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostAsync(terminate, content: null)).StatusCode);
        var status = await PollAsync(started.Headers.Location!);

        Assert.Equal("Terminated", status.GetProperty("runtimeStatus").GetString());
        Assert.Equal("enough", status.GetProperty("output").GetString());
    }

    [Fact]
    public async Task Get_FailedInstance_HasTheMessageAsText()
    {
        var started = await host.Client.PostAsync($"{Base}/orchestrators/Broken", RunningHost.Json(""));

        var status = await PollAsync(started.Headers.Location!);

        Assert.Equal("Failed", status.GetProperty("runtimeStatus").GetString());
        Assert.Contains("broken", status.GetProperty("output").GetString());
    }

    private async Task<JsonElement> PollAsync(Uri status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var response = await host.Client.GetAsync(status, limit.Token);
            if (response.StatusCode == HttpStatusCode.OK)
                return await RunningHost.ReadJsonAsync(response);
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    public sealed class Calls
    {
        public ConcurrentQueue<string> Names { get; } = new();
    }

    public sealed class Recorder(Calls calls) : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            await next(context);
            calls.Names.Enqueue(context.FunctionDefinition.Name);
        }
    }
}
