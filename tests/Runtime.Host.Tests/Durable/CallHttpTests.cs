using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Primitives;
using Runtime.Host.Tests.Support;
using Workflows.Testing;

namespace Runtime.Host.Tests.Durable;

/// <summary>CallHttpAsync against a real server: the requests are real, the pauses between them pass on the test host's clock.</summary>
public sealed class CallHttpTests : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Call_Accepted_IsPolledAtItsLocationAsRetryAfterSays()
    {
        await using var server = await SmallServer.StartAsync((http, number) =>
        {
            http.Response.StatusCode = number < 4 ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
            http.Response.Headers.Location = number == 1 ? "/status" : $"http://{http.Request.Host}/status/{number}";
            if (number < 3)
                http.Response.Headers.RetryAfter = number == 1 ? "5" : "600";
            return http.Response.WriteAsync($"answer {number}");
        });
        await using var host = await StartAsync();
        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Post, new Uri(server.Address, "/start"))
        {
            Content = "{}",
            AsynchronousPatternEnabled = true,
            Headers = new Dictionary<string, StringValues> { ["x-functions-key"] = "secret", ["X-Mine"] = "1" },
        });

        await AssertAskedAfterAsync(host, server, 1, TimeSpan.Zero);
        await AssertAskedAfterAsync(host, server, 2, 5 * Second);
        await AssertAskedAfterAsync(host, server, 3, 600 * Second);
        await AssertAskedAfterAsync(host, server, 4, 30 * Second);      // no Retry-After: Durable Functions' own pause
        var answer = await AnswerAsync(host, id);

        Assert.Equal((HttpStatusCode.OK, "answer 4"), (answer.StatusCode, answer.Content));
        Assert.Equal(["POST /start {}", "GET /status ", "GET /status/2 ", "GET /status/3 "], server.Requests.Select(each => $"{each.Method} {each.Path} {each.Body}"));
        Assert.Equal(["secret"], server.Requests.Where(each => each.Headers.ContainsKey("x-functions-key")).Select(each => each.Headers["x-functions-key"]));
        Assert.All(server.Requests, each => Assert.Equal("1", each.Headers["X-Mine"]));
    }

    [Fact]
    public async Task Call_AcceptedWithoutTheAsynchronousPattern_IsTheAnswer()
    {
        await using var server = await SmallServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.Headers.Location = "/status";
            return Task.CompletedTask;
        });
        await using var host = await StartAsync();

        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address));
        await host.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal(HttpStatusCode.Accepted, (await AnswerAsync(host, id)).StatusCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Call_PauseOfHostJson_IsThatBetweenPolls()
    {
        folder.Write("host.json", """
            { "version": "2.0", "extensions": { "durableTask": { "httpSettings": { "defaultAsyncRequestSleepTimeMilliseconds": 7000 } } } }
            """);
        await using var server = await SmallServer.StartAsync((http, number) =>
        {
            http.Response.StatusCode = number == 1 ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
            http.Response.Headers.Location = "/status";
            return Task.CompletedTask;
        });
        await using var host = await StartAsync();
        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address) { AsynchronousPatternEnabled = true });

        await AssertAskedAfterAsync(host, server, 1, TimeSpan.Zero);
        await AssertAskedAfterAsync(host, server, 2, 7 * Second);

        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(host, id)).StatusCode);
    }

    [Fact]
    public async Task Call_StillAcceptedWhenItsTimeIsUp_FailsWithATimeout()
    {
        await using var server = await SmallServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = StatusCodes.Status202Accepted;
            http.Response.Headers.Location = "/status";
            http.Response.Headers.RetryAfter = "40";
            return Task.CompletedTask;
        });
        await using var host = await StartAsync();
        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address)
        {
            AsynchronousPatternEnabled = true,
            Timeout = TimeSpan.FromSeconds(100),
        });

        await host.AdvanceAsync(TimeSpan.FromHours(1));

        var run = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
        Assert.Equal(OrchestrationRuntimeStatus.Failed, run.RuntimeStatus);
        Assert.True(run.FailureDetails!.IsCausedBy<TimeoutException>());
        Assert.Equal(3, server.Requests.Length);        // at 0, 40 and 80 s
    }

    [Fact]
    public async Task Call_RetryOptions_PauseAndGrowAndStopAtTheLastAttempt()
    {
        await using var server = await SmallServer.StartAsync((http, number) =>
        {
            http.Response.StatusCode = number == 3 ? StatusCodes.Status404NotFound : StatusCodes.Status503ServiceUnavailable;
            return http.Response.WriteAsync($"answer {number}");
        });
        await using var host = await StartAsync();
        var retry = new HttpRetryOptions([HttpStatusCode.ServiceUnavailable])
        {
            MaxNumberOfAttempts = 5,
            FirstRetryInterval = 10 * Second,
            BackoffCoefficient = 3,
        };
        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Put, server.Address) { Content = "1", HttpRetryOptions = retry });

        await AssertAskedAfterAsync(host, server, 1, TimeSpan.Zero);
        await AssertAskedAfterAsync(host, server, 2, 10 * Second);
        await AssertAskedAfterAsync(host, server, 3, 30 * Second);

        var answer = await AnswerAsync(host, id);       // 404 is not among the statuses that are retried
        Assert.Equal((HttpStatusCode.NotFound, "answer 3"), (answer.StatusCode, answer.Content));

        var second = await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address) { HttpRetryOptions = new() { MaxNumberOfAttempts = 2 } });
        await host.AdvanceAsync(TimeSpan.FromHours(1));
        Assert.Equal("answer 5", (await AnswerAsync(host, second)).Content);
    }

    [Fact]
    public async Task Call_NoAnswerInTime_IsTriedAgain()
    {
        await using var server = await SmallServer.StartAsync((http, number) =>
            number == 1 ? Task.Delay(Timeout.Infinite, http.RequestAborted) : http.Response.WriteAsync("at last"));
        await using var host = await StartAsync();
        var id = await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address)
        {
            Timeout = TimeSpan.FromMilliseconds(500),                                       // of the wall: the request is real
            HttpRetryOptions = new() { MaxNumberOfAttempts = 200 },                         // so many that a slow machine is no reason to fail
        });

        await host.AdvanceAsync(TimeSpan.FromHours(1));

        Assert.Equal("at last", (await AnswerAsync(host, id)).Content);
        Assert.InRange(server.Requests.Length, 2, 200);
    }

    [Fact]
    public async Task Call_Headers_GoAndComeAndCookiesStayWithTheirCall()
    {
        await using var server = await SmallServer.StartAsync((http, _) =>
        {
            http.Response.Headers.Append("X-Many", "a");
            http.Response.Headers.Append("X-Many", "b");
            http.Response.Cookies.Append("session", "of one run");
            http.Response.StatusCode = StatusCodes.Status409Conflict;
            return http.Response.WriteAsync("grüße");
        });
        await using var host = await StartAsync();
        var request = new DurableHttpRequest(HttpMethod.Post, server.Address)
        {
            Content = "<a/>",
            Headers = new Dictionary<string, StringValues> { ["Content-Type"] = "application/xml", ["X-Two"] = new(["1", "2"]), ["Cookie"] = "own=1" },
        };

        var answer = await AnswerAsync(host, await CallAsync(host, request));
        await AnswerAsync(host, await CallAsync(host, new DurableHttpRequest(HttpMethod.Get, server.Address)));

        Assert.Equal((HttpStatusCode.Conflict, "grüße"), (answer.StatusCode, answer.Content));
        Assert.Equal("a,b", answer.Headers!["X-Many"].ToString());
        var (first, second) = (server.Requests[0], server.Requests[1]);
        Assert.Equal(("<a/>", "application/xml", "own=1"), (first.Body, first.Headers["Content-Type"], first.Headers["Cookie"]));
        Assert.Equal("1,2", first.Headers["X-Two"].Replace(" ", "", StringComparison.Ordinal));
        Assert.DoesNotContain("Cookie", second.Headers.Keys);
    }

    private static async Task<string> CallAsync(FunctionsTestHost host, DurableHttpRequest request)
    {
        var id = await host.Client.ScheduleNewOrchestrationInstanceAsync("Calls", request);
        await host.RunToIdleAsync();
        return id;
    }

    private static async Task<DurableHttpResponse> AnswerAsync(FunctionsTestHost host, string id)
    {
        var run = (await host.Client.GetInstanceAsync(id, getInputsAndOutputs: true))!;
        Assert.True(run.RuntimeStatus == OrchestrationRuntimeStatus.Completed, $"{run.RuntimeStatus}: {run.FailureDetails?.ErrorMessage}");
        return run.ReadOutputAs<DurableHttpResponse>()!;
    }

    /// <summary>The request of that number comes when the pause is over, and not a second before.</summary>
    private static async Task AssertAskedAfterAsync(FunctionsTestHost host, SmallServer server, int number, TimeSpan pause)
    {
        if (pause > TimeSpan.Zero)
        {
            await host.AdvanceAsync(pause - Second);
            Assert.Equal(number - 1, server.Requests.Length);
            await host.AdvanceAsync(Second);
        }
        Assert.Equal(number, server.Requests.Length);
    }

    private Task<FunctionsTestHost> StartAsync()
    {
        var options = new FunctionsTestHostOptions { Folder = folder.Path, UseHttp = false };
        options.FunctionTypes.Add(typeof(Functions));
        return FunctionsTestHost.StartAsync(options: options);
    }

    public static class Functions
    {
        [Function("Calls")]
        public static Task<DurableHttpResponse> CallsAsync([OrchestrationTrigger] TaskOrchestrationContext context, DurableHttpRequest request) =>
            context.CallHttpAsync(request);
    }
}
