using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Http;

public sealed class HttpTriggerTests
{
    private readonly HttpFunctions.Gate gate = new();

    [Fact]
    public async Task Post_RequestData_ReachesTheFunctionAndItsAnswerComesBack()
    {
        await using var host = await StartAsync();

        var response = await host.Client.PostAsync("/api/RequestData?q=one", new StringContent("body"));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("POST /api/RequestData one body", await response.Content.ReadAsStringAsync());
        Assert.Equal("RequestData", Assert.Single(response.Headers.GetValues("X-Function")));
        Assert.StartsWith("seen=yes", Assert.Single(response.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task Get_InstanceFunction_HasItsServices()
    {
        await using var host = await StartAsync();

        Assert.Equal("hello", await host.Client.GetStringAsync("/api/Injected"));
    }

    [Theory]
    [InlineData("/api/Action", HttpStatusCode.OK)]
    [InlineData("/api/Typed", HttpStatusCode.Created)]
    public async Task Get_AspNetCoreResults_AreSent(string path, HttpStatusCode status)
    {
        await using var host = await StartAsync();

        var response = await host.Client.GetAsync(path);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("Ada", (await RunningHost.ReadJsonAsync(response)).GetProperty("firstName").GetString());
    }

    [Fact]
    public async Task Post_FromBody_ReadsAndWritesJson()
    {
        await using var host = await StartAsync();

        var response = await host.Client.PostAsync("/api/Poco", RunningHost.Json("""{ "name": "tea", "count": 1 }"""));

        Assert.Equal("""{"name":"tea","count":2}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Post_VoidFunction_Answers200WithoutBody()
    {
        await using var host = await StartAsync();

        var response = await host.Client.PostAsync("/api/nothing", content: null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Get_RouteAndQuery_AreBoundByName()
    {
        await using var host = await StartAsync();
        var key = Guid.NewGuid();

        Assert.Equal($"7 {key} Green 3", await host.Client.GetStringAsync($"/api/items/7/{key}/green?page=3"));
        Assert.Equal($"7 {key}  1", await host.Client.GetStringAsync($"/api/items/7/{key}"));
    }

    [Theory]
    [InlineData("/api/items/7/not-a-guid", 400, "'key' must be a GUID.")]
    [InlineData("/api/items/7/6f9619ff-8b86-d011-b42d-00c04fc964ff?page=x", 400, "'page' must be a whole number.")]
    [InlineData("/api/items/x/6f9619ff-8b86-d011-b42d-00c04fc964ff", 404, "No function answers at this address.")]
    [InlineData("/api/unknown", 404, "No function answers at this address.")]
    [InlineData("/api/Poco", 405, "Allowed here: POST.")]
    public async Task Get_WrongRequest_IsAProblemWithItsReason(string path, int status, string detail)
    {
        await using var host = await StartAsync();

        await AssertProblemAsync(await host.Client.GetAsync(path), status, detail);
    }

    [Theory]
    [InlineData("{ \"name\": ", "line 1")]
    [InlineData("{ \"name\": \"tea\", \"count\": \"many\" }", "$.count")]
    [InlineData("", "empty")]
    public async Task Post_BadJson_Is400AndSaysWhere(string body, string reason)
    {
        await using var host = await StartAsync();

        await AssertProblemAsync(await host.Client.PostAsync("/api/Poco", RunningHost.Json(body)), 400, reason);
    }

    [Fact]
    public async Task Get_FunctionThrows_Is500WithoutDetails()
    {
        await using var host = await StartAsync();

        var response = await host.Client.GetAsync("/api/Fails");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", text);
        Assert.DoesNotContain("   at ", text);
        Assert.NotEqual("", (await RunningHost.ReadJsonAsync(response)).GetProperty("correlationId").GetString());
    }

    [Fact]
    public async Task Get_FunctionThrowsAfterItsAnswerBegan_ClosesTheConnection()
    {
        await using var host = await StartAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => host.Client.GetStringAsync("/api/FailsLate"));
    }

    [Fact]
    public async Task Post_BodyOverTheLimit_Is413()
    {
        await using var host = await StartAsync(
            hostJson: """{ "version": "2.0", "extensions": { "http": { "maxRequestBodyBytes": 100 } } }""");

        Assert.Equal(
            "100", await (await host.Client.PostAsync("/api/Reads", new StringContent(new string('x', 100)))).Content.ReadAsStringAsync());
        await AssertProblemAsync(
            await host.Client.PostAsync("/api/Reads", new StringContent(new string('x', 101))), 413, "larger than this host accepts");
        await AssertProblemAsync(
            await host.Client.PostAsync("/api/Poco", RunningHost.Json($"\"{new string('x', 200)}\"")), 413, "larger than this host");
    }

    [Theory]
    [InlineData("v2", "/v2/Injected")]
    [InlineData("", "/Injected")]
    public async Task Get_RoutePrefixOfHostJson_IsUsed(string prefix, string path)
    {
        await using var host = await StartAsync(
            hostJson: $$"""{ "version": "2.0", "extensions": { "http": { "routePrefix": "{{prefix}}" } } }""");

        Assert.Equal("hello", await host.Client.GetStringAsync(path));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/api/Injected")).StatusCode);
    }

    [Fact]
    public async Task Get_CallerLeaves_CancelsTheFunction()
    {
        await using var host = await StartAsync();
        using var leave = new CancellationTokenSource();

        var request = host.Client.GetAsync("/api/Hangs", leave.Token);
        await gate.Entered.Task;
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await gate.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Get_LongerThanFunctionTimeout_Is504()
    {
        await using var host = await StartAsync(hostJson: """{ "version": "2.0", "functionTimeout": "00:00:00.05" }""");

        await AssertProblemAsync(await host.Client.GetAsync("/api/Hangs"), 504, "ran longer than it may");
    }

    [Fact]
    public async Task Stop_RequestRunning_LetsItFinish()
    {
        await using var host = await StartAsync();

        var request = host.Client.GetStringAsync("/api/Waits");
        await gate.Entered.Task;
        var stop = host.Host.StopAsync();
        gate.Open.SetResult();

        Assert.Equal("done", await request);
        await stop;
    }

    [Fact]
    public async Task Stop_RequestLongerThanTheDeadline_IsCutOff()
    {
        await using var host = await StartAsync(local => local.StopWithin = TimeSpan.FromMilliseconds(50));

        var request = host.Client.GetAsync("/api/Hangs");
        await gate.Entered.Task;
        await host.Host.StopAsync();

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => request);
        await gate.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Start_PortTaken_SaysSoWithTheCure()
    {
        await using var first = await StartAsync();

        var error = await Assert.ThrowsAsync<PortInUseException>(() => StartAsync(local => local.Port = first.Client.BaseAddress!.Port));

        Assert.Equal(first.Client.BaseAddress!.Port, error.Port);
        Assert.Contains("--port", error.Message);
    }

    [Fact]
    public async Task Start_WithoutHttp_OpensNoPort()
    {
        using var folder = new TempFolder();
        var builder = RunningHost.Builder(folder, typeof(HttpFunctions)).ConfigureLocalHost(local => local.Http = false);
        builder.Services.AddSingleton<Microsoft.DurableTask.Client.DurableTaskClient>(new NoDurableClient());
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Null(host.LocalAddress());
        await host.StopAsync();
    }

    [Fact]
    public async Task Get_ForeignHostOrOrigin_IsRefused()
    {
        await using var host = await StartAsync();

        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/api/Injected") { Headers = { Host = "evil.example" } };
        await AssertProblemAsync(await host.Client.SendAsync(rebound), 400, "answers only to localhost");
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/api/Injected") { Headers = { { "Origin", "https://evil.example" } } };
        await AssertProblemAsync(await host.Client.SendAsync(foreign), 403, "other sites");
        using var own = new HttpRequestMessage(HttpMethod.Get, "/api/Injected") { Headers = { { "Origin", "http://localhost:5173" } } };
        Assert.Equal(HttpStatusCode.OK, (await host.Client.SendAsync(own)).StatusCode);
    }

    [Fact]
    public async Task Send_GarbageInsteadOfHttp_HarmsOnlyItself()
    {
        await using var host = await StartAsync();
        using var socket = new TcpClient("127.0.0.1", host.Client.BaseAddress!.Port);

        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/Injected HTTP/1.1\r\nno header\r\n\r\n"));
        using var reader = new StreamReader(socket.GetStream());

        Assert.StartsWith("HTTP/1.1 400", await reader.ReadToEndAsync());
        Assert.Equal("hello", await host.Client.GetStringAsync("/api/Injected"));
    }

    [Fact]
    public async Task Get_HealthAndStatus_TellTheHostsState()
    {
        await using var host = await StartAsync();

        Assert.Equal("""{"status":"live"}""", await host.Client.GetStringAsync("/health/live"));
        Assert.Equal("""{"status":"ready"}""", await host.Client.GetStringAsync("/health/ready"));
        var status = await RunningHost.ReadJsonAsync(await host.Client.GetAsync("/admin/host/status"));
        Assert.Equal("Running", status.GetProperty("state").GetString());
        Assert.True(status.GetProperty("processUptime").GetInt64() >= 0);
    }

    private Task<RunningHost> StartAsync(Action<LocalHostOptions>? configure = null, string hostJson = """{ "version": "2.0" }""") =>
        RunningHost.StartAsync([typeof(HttpFunctions)], builder => Configure(builder, configure), hostJson);

    private void Configure(FunctionsApplicationBuilder builder, Action<LocalHostOptions>? configure)
    {
        builder.Services.AddSingleton(new HttpFunctions.Greeting("hello"));
        builder.Services.AddSingleton(gate);
        builder.ConfigureLocalHost(configure ?? (_ => { }));
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, int status, string detail)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(detail, (await RunningHost.ReadJsonAsync(response)).GetProperty("detail").GetString());
    }
}
