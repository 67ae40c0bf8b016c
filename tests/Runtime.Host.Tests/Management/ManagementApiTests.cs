using System.Net;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Management;

public sealed class ManagementApiTests : IAsyncLifetime
{
    private const string Base = "/runtime/webhooks/durabletask";

    private RunningHost host = null!;
    private NoDurableClient client = null!;

    public async Task InitializeAsync()
    {
        host = await RunningHost.StartAsync(typeof(Orchestrators));
        client = (NoDurableClient)host.Host.Services.GetRequiredService<DurableTaskClient>();
        Put("running", OrchestrationRuntimeStatus.Running);
        Put("pending", OrchestrationRuntimeStatus.Pending);
        Put("suspended", OrchestrationRuntimeStatus.Suspended);
        Put("completed", OrchestrationRuntimeStatus.Completed, output: """{"a":[1,2]}""");
        Put("terminated", OrchestrationRuntimeStatus.Terminated, output: "\"stopped\"");
        Put("failed", OrchestrationRuntimeStatus.Failed, output: "42");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task Start_KnownOrchestrator_Is202WithTheManagementUrls()
    {
        var response = await PostAsync("/orchestrators/review/my-id", """{ "folder": "x" }""");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var uri = new Uri(host.Client.BaseAddress!, Base + "/instances/my-id").ToString();
        Assert.Equal(uri, response.Headers.Location!.ToString());
        Assert.Equal(TimeSpan.FromSeconds(10), response.Headers.RetryAfter!.Delta);
        var body = await RunningHost.ReadJsonAsync(response);
        Assert.Equal("my-id", body.GetProperty("id").GetString());
        Assert.Equal(uri, body.GetProperty("statusQueryGetUri").GetString());
        Assert.Equal(uri + "/raiseEvent/{eventName}", body.GetProperty("sendEventPostUri").GetString());
        Assert.Equal(uri + "/terminate?reason={text}", body.GetProperty("terminatePostUri").GetString());
        Assert.Equal(["start review my-id { \"folder\": \"x\" }"], client.Asked);
    }

    [Theory]
    [InlineData("/orchestrators/unknown", "{}")]
    [InlineData("/orchestrators/review", "{ bad")]
    [InlineData("/orchestrators/review/@id", "{}")]
    [InlineData("/orchestrators/review?timeout=x&pollingInterval=1", "{}")]
    public async Task Start_BadRequest_Is400(string path, string body) =>
        await AssertProblemAsync(await PostAsync(path, body), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Start_WaitedForAndFinished_Is200WithTheBareOutput()
    {
        var response = await PostAsync("/orchestrators/review/completed?timeout=30&pollingInterval=1", "{}");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"a":[1,2]}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Start_WaitedForTooLong_Is202() =>
        Assert.Equal(
            HttpStatusCode.Accepted, (await PostAsync("/orchestrators/review/running?timeout=0.05&pollingInterval=0.01", "{}")).StatusCode);

    [Theory]
    [InlineData("running", 202)]
    [InlineData("pending", 202)]
    [InlineData("suspended", 202)]
    [InlineData("completed", 200)]
    [InlineData("terminated", 200)]
    [InlineData("failed", 200)]
    [InlineData("failed?returnInternalServerErrorOnFailure=true", 500)]
    [InlineData("unknown", 404)]
    public async Task Get_Instance_AnswersByItsStatus(string path, int status)
    {
        var response = await host.Client.GetAsync($"{Base}/instances/{path}");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(status == 202 ? TimeSpan.FromSeconds(5) : null, response.Headers.RetryAfter?.Delta);
        Assert.Equal(status == 202, response.Headers.Location is not null);
    }

    [Fact]
    public async Task Get_Instance_HasThePayloadOfDurableFunctions()
    {
        Assert.Equal(
            """{"name":"Review","instanceId":"completed","runtimeStatus":"Completed","input":"in","customStatus":{"step":1}""" +
            ""","output":{"a":[1,2]},"createdTime":"2026-01-02T03:04:05Z","lastUpdatedTime":"2026-01-02T03:04:06Z"}""",
            await host.Client.GetStringAsync($"{Base}/instances/completed"));
        var hidden = await RunningHost.ReadJsonAsync(await host.Client.GetAsync($"{Base}/instances/completed?showInput=false"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, hidden.GetProperty("input").ValueKind);
        var failed = await RunningHost.ReadJsonAsync(await host.Client.GetAsync($"{Base}/instances/failed"));
        Assert.Equal("42", failed.GetProperty("output").GetString());
    }

    [Fact]
    public async Task List_InPages_GoesOnWithTheContinuationHeader()
    {
        var ids = new List<string>();
        string? token = null;
        do
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Base}/instances?top=4");
            if (token is not null)
                request.Headers.Add("x-ms-continuation-token", token);
            var response = await host.Client.SendAsync(request);
            ids.AddRange(
                (await RunningHost.ReadJsonAsync(response)).EnumerateArray().Select(item => item.GetProperty("instanceId").GetString()!));
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var values) ? values.Single() : null;
        }
        while (token is not null);

        Assert.Equal(["completed", "failed", "pending", "running", "suspended", "terminated"], ids);
    }

    [Fact]
    public async Task List_WithFilters_NarrowsTheList()
    {
        var list = await RunningHost.ReadJsonAsync(
            await host.Client.GetAsync($"{Base}/instances?runtimeStatus=Pending,suspended&instanceIdPrefix=s&createdTimeFrom=2026-01-01"));

        Assert.Equal("suspended", Assert.Single(list.EnumerateArray()).GetProperty("instanceId").GetString());
    }

    [Theory]
    [InlineData("top=0")]
    [InlineData("top=x")]
    [InlineData("runtimeStatus=Sleeping")]
    [InlineData("runtimeStatus=1")]
    [InlineData("createdTimeFrom=yesterday")]
    [InlineData("showInput=perhaps")]
    public async Task List_BadQuery_Is400(string query) =>
        await AssertProblemAsync(await host.Client.GetAsync($"{Base}/instances?{query}"), HttpStatusCode.BadRequest);

    [Fact]
    public async Task Delete_Instances_PurgesWhatHasFinished()
    {
        Assert.Equal(
            """{"instancesDeleted":1}""", await (await host.Client.DeleteAsync($"{Base}/instances/completed")).Content.ReadAsStringAsync());
        await AssertProblemAsync(await host.Client.DeleteAsync($"{Base}/instances/unknown"), HttpStatusCode.NotFound);
        await AssertProblemAsync(await host.Client.DeleteAsync($"{Base}/instances"), HttpStatusCode.BadRequest);
        await AssertProblemAsync(await host.Client.DeleteAsync($"{Base}/instances?createdTimeFrom=2030-01-01"), HttpStatusCode.NotFound);
        var many = await host.Client.DeleteAsync($"{Base}/instances?createdTimeFrom=2026-01-01");
        Assert.Equal("""{"instancesDeleted":3}""", await many.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("terminate?reason=why", "terminate running why")]
    [InlineData("suspend?reason=why", "suspend running why")]
    [InlineData("resume", "resume running ")]
    [InlineData("raiseEvent/Approved", "raise running Approved { \"by\": 1 }")]
    public async Task Steer_Instance_Is202Or404Or410(string action, string asked)
    {
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync($"/instances/running/{action}", "{ \"by\": 1 }")).StatusCode);
        Assert.Equal([asked], client.Asked);
        await AssertProblemAsync(await PostAsync($"/instances/unknown/{action}", "{}"), HttpStatusCode.NotFound);
        await AssertProblemAsync(await PostAsync($"/instances/completed/{action}", "{}"), HttpStatusCode.Gone);
    }

    [Fact]
    public async Task RaiseEvent_NotJson_Is400()
    {
        await AssertProblemAsync(
            await host.Client.PostAsync($"{Base}/instances/running/raiseEvent/Go", new StringContent("text")), HttpStatusCode.BadRequest);
        await AssertProblemAsync(await PostAsync("/instances/running/raiseEvent/Go", "{"), HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Rewind_Instance_IsOnlyForFailedOnes()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("/instances/failed/rewind?reason=again", "")).StatusCode);
        await AssertProblemAsync(await PostAsync("/instances/completed/rewind", ""), HttpStatusCode.Gone);
        await AssertProblemAsync(await PostAsync("/instances/unknown/rewind", ""), HttpStatusCode.NotFound);
        Assert.Equal(["rewind failed again"], client.Asked);
    }

    [Fact]
    public async Task Restart_Instance_Is202WithTheNewId()
    {
        var response = await PostAsync("/instances/completed/restart", "");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("new", (await RunningHost.ReadJsonAsync(response)).GetProperty("id").GetString());
        await AssertProblemAsync(await PostAsync("/instances/unknown/restart", ""), HttpStatusCode.BadRequest);
        await AssertProblemAsync(await PostAsync("/instances/running/restart?restartWithNewInstanceId=false", ""), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Entities_NotSupportedByTheClient_Is501() =>
        await AssertProblemAsync(await host.Client.GetAsync($"{Base}/entities/counter/a"), HttpStatusCode.NotImplemented);

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("", (await RunningHost.ReadJsonAsync(response)).GetProperty("detail").GetString());
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => host.Client.PostAsync(Base + path, RunningHost.Json(body));

    private void Put(string id, OrchestrationRuntimeStatus status, string? output = null) =>
        client.Instances[id] = new OrchestrationMetadata("Review", id)
        {
            RuntimeStatus = status,
            CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 600, TimeSpan.Zero),
            LastUpdatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 6, TimeSpan.Zero),
            SerializedInput = "\"in\"",
            SerializedCustomStatus = """{"step":1}""",
            SerializedOutput = output,
        };

    public static class Orchestrators
    {
        [Function("Review")]
        public static Task<int> Run([OrchestrationTrigger] TaskOrchestrationContext context) => Task.FromResult(1);
    }
}
