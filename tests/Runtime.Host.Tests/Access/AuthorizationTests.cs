using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Access;

public sealed class AuthorizationTests : IAsyncLifetime, IDisposable
{
    private const string Instances = "/runtime/webhooks/durabletask/instances";

    private readonly TempFolder folder = new();
    private readonly SteppedClock clock = new();
    private readonly Dictionary<string, string> keys = new(StringComparer.Ordinal) { ["none"] = "", ["wrong"] = new string('x', 43) };
    private RunningHost host = null!;
    private KeyFile file = null!;

    public async Task InitializeAsync()
    {
        file = new KeyFile(Path.Combine(folder.Path, "hub"));
        var first = await file.CreateAsync(KeyScope.Function, "mine", "Level");
        var other = await file.CreateAsync(KeyScope.Function, "theirs", "Other");
        foreach (var issued in first.Concat(other))
            keys[issued.Key.Scope == KeyScope.Function ? issued.Key.Name : issued.Key.Scope.ToString()] = issued.Value;
        host = await RunningHost.StartDurableAsync(folder, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
            builder.ConfigureLocalHost(local => local.RequireKeys = true);
        }, typeof(Functions));
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("/api/Open", "none", 200)]
    [InlineData("/api/Open", "wrong", 200)]
    [InlineData("/api/Level", "none", 401)]
    [InlineData("/api/Level", "wrong", 401)]
    [InlineData("/api/Level", "mine", 200)]
    [InlineData("/api/Level", "theirs", 401)]
    [InlineData("/api/Level", "Host", 200)]
    [InlineData("/api/Level", "System", 403)]
    [InlineData("/api/Level", "Master", 200)]
    [InlineData("/api/Locked", "none", 401)]
    [InlineData("/api/Locked", "Host", 403)]
    [InlineData("/api/Locked", "Master", 200)]
    [InlineData("/admin/host/status", "none", 401)]
    [InlineData("/admin/host/status", "Host", 403)]
    [InlineData("/admin/host/status", "System", 403)]
    [InlineData("/admin/host/status", "Master", 200)]
    [InlineData(Instances, "none", 401)]
    [InlineData(Instances, "Host", 403)]
    [InlineData(Instances, "System", 200)]
    [InlineData(Instances, "Master", 200)]
    [InlineData("/api/v1/runs", "wrong", 401)]
    [InlineData("/api/v1/runs", "Host", 403)]
    [InlineData("/api/v1/runs", "System", 200)]
    [InlineData("/health/live", "none", 200)]
    [InlineData("/nowhere", "none", 404)]
    public async Task Get_WithKey_AnswersByLevel(string path, string key, int status)
    {
        using var byHeader = new HttpRequestMessage(HttpMethod.Get, path);
        if (keys[key].Length > 0)
            byHeader.Headers.Add("x-functions-key", keys[key]);

        Assert.Equal(status, (int)(await host.Client.SendAsync(byHeader)).StatusCode);
        var answer = await host.Client.GetAsync($"{path}?code={keys[key]}");
        Assert.Equal(status, (int)answer.StatusCode);
        if (status is 401 or 403)
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Get_WithEndlessKey_Is401()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/Level");
        request.Headers.Add("x-functions-key", new string('k', 20_000));

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData("/api/Start")]
    [InlineData("/runtime/webhooks/durabletask/orchestrators/Waits")]
    public async Task Post_Start_GivesAddressesThatOpenThisInstanceOnly(string path)
    {
        var started = await SendAsync(HttpMethod.Post, path, keys["Master"]);

        Assert.Equal(HttpStatusCode.Accepted, started.StatusCode);
        var body = await RunningHost.ReadJsonAsync(started);
        var id = body.GetProperty("id").GetString();
        var status = body.GetProperty("statusQueryGetUri").GetString()!;
        Assert.Equal(status, started.Headers.Location!.ToString());
        var poll = await host.Client.GetAsync(status);
        Assert.Equal(HttpStatusCode.Accepted, poll.StatusCode);
        Assert.Equal(status, poll.Headers.Location!.ToString());
        var code = status[(status.IndexOf("code=", StringComparison.Ordinal) + 5)..];
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync($"{Instances}/another?code={code}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync($"{Instances}?code={code}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync($"/api/v1/runs/{id}?code={code}")).StatusCode);
        var terminate = body.GetProperty("terminatePostUri").GetString()!.Replace("{text}", "done", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostAsync(terminate, content: null)).StatusCode);
    }

    [Fact]
    public async Task Rotate_WhileTheHostRuns_ClosesForTheOldKeyAndOldAddresses()
    {
        var started = await SendAsync(HttpMethod.Post, "/api/Start", keys["Host"]);
        var address = started.Headers.Location!;
        var rotated = (await file.RotateAsync(KeyScope.Host, "default"))[^1];
        var system = (await file.RotateAsync(KeyScope.System, "durabletask_extension"))[^1];
        clock.Step(TimeSpan.FromSeconds(2));

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "/api/Level", keys["Host"])).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, "/api/Level", rotated.Value)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Client.GetAsync(address)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Get, Instances, system.Value)).StatusCode);
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string key)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add("x-functions-key", key);
        return host.Client.SendAsync(request);
    }

    public static class Functions
    {
        [Function("Open")]
        public static string Open([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) => "open";

        [Function("Level")]
        public static string Level([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "level";

        [Function("Other")]
        public static string Other([HttpTrigger(AuthorizationLevel.Function, "get")] HttpRequest request) => "other";

        [Function("Locked")]
        public static string Locked([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => "locked";

        [Function("Start")]
        public static async Task<HttpResponseData> StartAsync(
            [HttpTrigger(AuthorizationLevel.Function, "post")] HttpRequestData request, [DurableClient] DurableTaskClient client) =>
            await client.CreateCheckStatusResponseAsync(request, await client.ScheduleNewOrchestrationInstanceAsync("Waits"));

        [Function("Waits")]
        public static Task Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("never");
    }
}
