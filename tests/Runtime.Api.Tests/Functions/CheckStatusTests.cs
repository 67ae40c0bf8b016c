using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask.Client;
using Runtime.Api.Tests.Client;

namespace Runtime.Api.Tests.Functions;

public sealed class CheckStatusTests : IAsyncDisposable
{
    private const string Root = "http://localhost:7071/runtime/webhooks/durabletask/instances/a%20b";

    private readonly FakeClient client = new("");
    private readonly FakeRequest request = new(new FakeFunction(), "http://localhost:7071/api/start?x=1");

    [Fact]
    public async Task Fact123And124_CheckStatus_Always_IsAcceptedWithLocationAndAddresses()
    {
        foreach (var response in new[] { AnswerNow(), await client.CreateCheckStatusResponseAsync(request, "a b") })
        {
            Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
            Assert.Equal(Root, response.Headers.GetValues("Location").Single());
            Assert.Equal("application/json", response.Headers.GetValues("Content-Type").Single());
            var body = Json(response);
            Assert.Equal("a b", (string?)body["id"]);
            Assert.Equal(Root, (string?)body["statusQueryGetUri"]);
            Assert.Equal(Root, (string?)body["purgeHistoryDeleteUri"]);
            Assert.Equal($"{Root}/raiseEvent/{{eventName}}", (string?)body["sendEventPostUri"]);
            Assert.Equal($"{Root}/terminate?reason={{text}}", (string?)body["terminatePostUri"]);
            Assert.Equal($"{Root}/suspend?reason={{text}}", (string?)body["suspendPostUri"]);
            Assert.Equal($"{Root}/resume?reason={{text}}", (string?)body["resumePostUri"]);
            Assert.False(body.ContainsKey("rewindPostUri"));
            Assert.False(body.ContainsKey("restartPostUri"));
        }
    }

    [Theory]
    [InlineData("Forwarded", "proto=https;host=a.example:8443, proto=http;host=b", "https://a.example:8443")]
    [InlineData("Forwarded", "for=1.2.3.4", "http://localhost:7071")]
    [InlineData("X-Forwarded-Host", "a.example, b.example", "http://a.example")]
    [InlineData("X-Forwarded-Proto", "https", "https://localhost:7071")]
    [InlineData("X-Forwarded-Host", "a.example/evil?x", "http://localhost:7071")]
    [InlineData("X-Forwarded-Proto", "javascript", "http://localhost:7071")]
    public void Fact126_Payload_BehindAProxy_HasTheCallersAddress(string header, string value, string address)
    {
        request.Headers.TryAddWithoutValidation(header, value);

        var payload = client.CreateHttpManagementPayload("i", request);
        Assert.Equal($"{address}/runtime/webhooks/durabletask/instances/i", payload.StatusQueryGetUri);
    }

    [Fact]
    public void Payload_Json_RoundTrips()
    {
        var payload = client.CreateHttpManagementPayload("i", request);

        var copy = JsonSerializer.Deserialize<HttpManagementPayload>(JsonSerializer.Serialize(payload))!;
        Assert.Equal((payload.Id, payload.ResumePostUri), (copy.Id, copy.ResumePostUri));
    }

    [Fact]
    public void Payload_WithoutRequest_SaysWhatIsMissing() =>
        Assert.Throws<InvalidOperationException>(() => client.CreateHttpManagementPayload("i"));

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed, false, HttpStatusCode.OK)]
    [InlineData(OrchestrationRuntimeStatus.Failed, false, HttpStatusCode.OK)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true, HttpStatusCode.InternalServerError)]
    public async Task Fact127_WaitForCompletion_Finished_IsAnsweredWithTheInstance(
        OrchestrationRuntimeStatus status, bool failureIsError, HttpStatusCode code)
    {
        client.Instances.Enqueue(new("A", "i") { RuntimeStatus = OrchestrationRuntimeStatus.Running });
        client.Instances.Enqueue(new("A", "i") { RuntimeStatus = status, SerializedOutput = "7" });

        var response = await client.WaitForCompletionOrCreateCheckStatusResponseAsync(
            request, "i", TimeSpan.FromMilliseconds(1), failureIsError, getInputsAndOutputs: true);

        Assert.Equal(code, response.StatusCode);
        Assert.Equal(("7", $"{status}"), ((string?)Json(response)["SerializedOutput"], (string?)Json(response)["RuntimeStatus"]));
        Assert.Equal(["get i True", "get i True"], client.Calls);
    }

    [Fact]
    public async Task Fact127_WaitForCompletion_Cancelled_IsAnsweredWithTheAddresses()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        var response = await client.WaitForCompletionOrCreateCheckStatusResponseAsync(request, "i", cancellation: stop.Token);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
    }

    public ValueTask DisposeAsync() => client.DisposeAsync();

    private HttpResponseData AnswerNow() => client.CreateCheckStatusResponse(request, "a b");

    private static JsonObject Json(HttpResponseData response) =>
        JsonNode.Parse(Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()))!.AsObject();
}
