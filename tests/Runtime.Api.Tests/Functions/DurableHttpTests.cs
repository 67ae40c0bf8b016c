using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Runtime.Api.Tests.DurableTask;

namespace Runtime.Api.Tests.Functions;

public sealed class DurableHttpTests
{
    private static readonly Uri Address = new("https://a.example/start");

    [Fact]
    public async Task CallHttp_Plain_IsOneActivityAndReturns202AsItIs()
    {
        var context = Answering(Answer(HttpStatusCode.Accepted, ("Location", "https://a.example/status")));

        var response = await context.CallHttpAsync(HttpMethod.Post, Address, "body");
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("BuiltIn::HttpActivity", Assert.Single(context.Calls).Name);
        Assert.Empty(context.Timers);
    }

    [Fact]
    public async Task CallHttp_AsynchronousPattern_PollsWithTimersUntilDone()
    {
        var context = Answering(
            Answer(HttpStatusCode.Accepted, ("location", "/status"), ("Retry-After", "5")),
            Answer(HttpStatusCode.Accepted, ("Location", "https://b.example/status")),
            Answer(HttpStatusCode.OK));
        var start = context.Now;
        var request = new DurableHttpRequest(HttpMethod.Post, Address, Headers(), asynchronousPatternEnabled: true) { Content = "x" };

        Assert.Equal(HttpStatusCode.OK, (await context.CallHttpAsync(request)).StatusCode);
        Assert.Equal([5, 35], context.Timers.Select(timer => (timer.FireAt - start).TotalSeconds));
        var sent = context.Calls.Select(call => (DurableHttpRequest)call.Input!).ToList();
        Assert.Equal(
            ["https://a.example/start", "https://a.example/status", "https://b.example/status"],
            sent.Select(each => $"{each.Uri}"));
        Assert.Equal(["POST", "GET", "GET"], sent.Select(each => each.Method.Method));
        Assert.Equal(["Authorization", "X-Trace"], sent[1].Headers!.Keys.Order());
        Assert.Equal(["X-Trace"], sent[2].Headers!.Keys);
        Assert.Null(sent[1].Content);
    }

    [Fact]
    public async Task CallHttp_PollPauseProperty_IsUsed()
    {
        var context = Answering(Answer(HttpStatusCode.Accepted, ("Location", "/s")), Answer(HttpStatusCode.OK));
        context.PropertyBag["df.http.defaultAsyncRequestSleepTimeMilliseconds"] = 1000d;
        var start = context.Now;

        await context.CallHttpAsync(HttpMethod.Get, Address, asynchronousPatternEnabled: true);
        Assert.Equal(1, (context.Timers[0].FireAt - start).TotalSeconds);
    }

    [Fact]
    public async Task CallHttp_StillAcceptedWhenTimeIsUp_Throws()
    {
        var context = Answering(Answer(HttpStatusCode.Accepted, ("Location", "/s"), ("Retry-After", "90")));

        await Assert.ThrowsAsync<TimeoutException>(() => context.CallHttpAsync(
            HttpMethod.Get, Address, asynchronousPatternEnabled: true, tokenSource: null, timeout: TimeSpan.FromMinutes(1)));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable, 3)]
    [InlineData(HttpStatusCode.NotFound, 1)]
    public async Task CallHttp_Retries_OnlyTheStatusesNamed(HttpStatusCode status, int calls)
    {
        var context = Answering(Answer(status), Answer(status), Answer(status));
        var retry = new HttpRetryOptions([HttpStatusCode.ServiceUnavailable]) { MaxNumberOfAttempts = 3, BackoffCoefficient = 2 };
        var start = context.Now;

        Assert.Equal(status, (await context.CallHttpAsync(HttpMethod.Get, Address, retryOptions: retry)).StatusCode);
        Assert.Equal(calls, context.Calls.Count);
        Assert.Equal(calls == 3 ? [1, 3] : [], context.Timers.Select(timer => (timer.FireAt - start).TotalSeconds));
    }

    [Fact]
    public void Request_Json_RoundTrips()
    {
        var request = new DurableHttpRequest(HttpMethod.Put, Address)
        {
            Headers = new Dictionary<string, StringValues> { ["A"] = "1", ["B"] = new(["2", "3"]) },
            HttpRetryOptions = new([HttpStatusCode.TooManyRequests]) { MaxNumberOfAttempts = 4 },
            TokenSource = new ManagedIdentityTokenSource("https://management.azure.com", new(tenantId: "t")),
            Timeout = TimeSpan.FromSeconds(9),
        };

        var copy = JsonSerializer.Deserialize<DurableHttpRequest>(JsonSerializer.Serialize(request))!;
        Assert.Equal((HttpMethod.Put, Address, TimeSpan.FromSeconds(9)), (copy.Method, copy.Uri, copy.Timeout));
        Assert.Equal("2,3", copy.Headers!["b"].ToString());
        Assert.Equal(4, copy.HttpRetryOptions!.MaxNumberOfAttempts);
        Assert.Equal([HttpStatusCode.TooManyRequests], copy.HttpRetryOptions.StatusCodesToRetry);
        Assert.Equal("t", Assert.IsType<ManagedIdentityTokenSource>(copy.TokenSource).Options!.TenantId);
        var answer = JsonSerializer.Deserialize<DurableHttpResponse>(JsonSerializer.Serialize(Answer(HttpStatusCode.Gone, ("A", "b"))))!;
        Assert.Equal((HttpStatusCode.Gone, "b"), (answer.StatusCode, answer.Headers!["a"].ToString()));
    }

    [Fact]
    public async Task Activity_Request_IsSentAndAnswered()
    {
        using var handler = new Echo();
        using var http = new HttpClient(handler);
        var activity = new HttpCallActivity(http, new ServiceCollection().BuildServiceProvider());
        var request = new DurableHttpRequest(HttpMethod.Post, Address)
        {
            Content = "<a/>",
            Headers = new Dictionary<string, StringValues> { ["Content-Type"] = "application/xml", ["X-One"] = "1" },
        };

        var response = await activity.RunAsync(null!, request);
        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("POST https://a.example/start application/xml 1 <a/>", response.Content);
        await Assert.ThrowsAsync<NotSupportedException>(() => activity.RunAsync(
            null!, new DurableHttpRequest(HttpMethod.Get, Address) { TokenSource = new ManagedIdentityTokenSource("r") }));
    }

    [Fact]
    public void GetFunctionContext_Attached_IsFound()
    {
        var (context, function) = (new FakeContext(), new FakeFunction());
        Assert.Null(context.GetFunctionContext());

        FunctionContextLink.Attach(context, function);
        Assert.Same(function, context.GetFunctionContext());
    }

    private static Dictionary<string, StringValues> Headers() =>
        new() { ["x-functions-key"] = "secret", ["Authorization"] = "secret", ["X-Trace"] = "1" };

    private static DurableHttpResponse Answer(HttpStatusCode status, params (string Name, string Value)[] headers) =>
        new(status) { Headers = headers.ToDictionary(header => header.Name, header => new StringValues(header.Value)) };

    private static FakeContext Answering(params DurableHttpResponse[] answers)
    {
        var queue = new Queue<DurableHttpResponse>(answers);
        return new FakeContext { TimersFireAtOnce = true, OnActivity = _ => queue.Dequeue() };
    }

    private sealed class Echo : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = await request.Content!.ReadAsStringAsync(cancellationToken);
            var one = string.Join(',', request.Headers.GetValues("X-One"));
            return new(HttpStatusCode.Conflict)
            {
                Content = new StringContent($"{request.Method} {request.RequestUri} {request.Content.Headers.ContentType} {one} {body}"),
            };
        }
    }
}
