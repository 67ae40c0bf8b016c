using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Management;

/// <summary>Durable Functions' HTTP management API, row by row, against a live host. In a path {state} stands for a fresh run in that state.</summary>
public sealed partial class ManagementTableTests(ManagedHost host) : IClassFixture<ManagedHost>
{
    private static readonly string[] StatusNames =
        ["name", "instanceId", "runtimeStatus", "input", "customStatus", "output", "createdTime", "lastUpdatedTime"];

    public enum Shape
    {
        Empty,
        Problem,
        Management,
        Running,
        Status,
        Output,
        Purged,
        List,
    }

    [Theory]
    [InlineData("POST", "orchestrators/Echo", "1", 202, Shape.Management)]
    [InlineData("POST", "orchestrators/echo", null, 202, Shape.Management)]
    [InlineData("POST", "orchestrators/Echo/{new}", "{\"a\":[1]}", 202, Shape.Management)]
    [InlineData("POST", "orchestrators/Echo?timeout=100&pollingInterval=1", "{\"a\":[1]}", 200, Shape.Output)]
    [InlineData("POST", "orchestrators/Waits?timeout=100", "1", 202, Shape.Management)]
    [InlineData("POST", "orchestrators/Waits?pollingInterval=1", "1", 202, Shape.Management)]
    [InlineData("POST", "orchestrators/Waits?timeout=0.05&pollingInterval=0.01", "1", 202, Shape.Management)]
    [InlineData("POST", "orchestrators/Echo?timeout=soon&pollingInterval=1", "1", 400, Shape.Problem)]
    [InlineData("POST", "orchestrators/Echo?timeout=100&pollingInterval=-1", "1", 400, Shape.Problem)]
    [InlineData("POST", "orchestrators/Nobody", "1", 400, Shape.Problem)]
    [InlineData("POST", "orchestrators/Echo", "{ bad", 400, Shape.Problem)]
    [InlineData("POST", "orchestrators/Echo/@id", "1", 400, Shape.Problem)]
    [InlineData("POST", "orchestrators/Echo/{running}", "1", 409, Shape.Problem)]
    [InlineData("GET", "orchestrators/Echo", null, 405, Shape.Problem)]
    public Task Start_EachRow_AnswersAsTheTableSays(string verb, string path, string? body, int status, Shape shape) =>
        CheckAsync(verb, path, body, status, shape);

    [Theory]
    [InlineData("GET", "instances/{running}", 202, Shape.Running)]
    [InlineData("GET", "instances/{pending}", 202, Shape.Running)]
    [InlineData("GET", "instances/{suspended}", 202, Shape.Running)]
    [InlineData("GET", "instances/{completed}", 200, Shape.Status)]
    [InlineData("GET", "instances/{terminated}", 200, Shape.Status)]
    [InlineData("GET", "instances/{failed}", 200, Shape.Status)]
    [InlineData("GET", "instances/{failed}?returnInternalServerErrorOnFailure=true", 500, Shape.Status)]
    [InlineData("GET", "instances/{completed}?returnInternalServerErrorOnFailure=true", 200, Shape.Status)]
    [InlineData("GET", "instances/{completed}?showInput=maybe", 400, Shape.Problem)]
    [InlineData("GET", "instances/{new}", 404, Shape.Problem)]
    [InlineData("GET", "instances", 200, Shape.List)]
    [InlineData("GET", "instances?top=2&showInput=false", 200, Shape.List)]
    [InlineData("GET", "instances?createdTimeFrom=2020-01-01&createdTimeTo=2020-01-02T00:00:00Z&runtimeStatus=Failed,completed", 200, Shape.List)]
    [InlineData("GET", "instances?top=-1", 400, Shape.Problem)]
    [InlineData("GET", "instances?runtimeStatus=Asleep", 400, Shape.Problem)]
    [InlineData("GET", "instances?createdTimeTo=soon", 400, Shape.Problem)]
    [InlineData("DELETE", "instances/{completed}", 200, Shape.Purged)]
    [InlineData("DELETE", "instances/{failed}", 200, Shape.Purged)]
    [InlineData("DELETE", "instances/{terminated}", 200, Shape.Purged)]
    [InlineData("DELETE", "instances/{running}", 404, Shape.Problem)]
    [InlineData("DELETE", "instances/{new}", 404, Shape.Problem)]
    [InlineData("DELETE", "instances", 400, Shape.Problem)]
    [InlineData("DELETE", "instances?createdTimeTo=2030-01-01", 400, Shape.Problem)]
    [InlineData("DELETE", "instances?createdTimeFrom=2020-01-01&createdTimeTo=2020-01-02", 404, Shape.Problem)]
    [InlineData("DELETE", "instances?createdTimeFrom=soon", 400, Shape.Problem)]
    public Task Instance_EachRow_AnswersAsTheTableSays(string verb, string path, int status, Shape shape) =>
        CheckAsync(verb, path, body: null, status, shape);

    [Theory]
    [InlineData("raiseEvent/Go", "\"x\"")]
    [InlineData("terminate?reason=why", null)]
    [InlineData("suspend?reason=why", null)]
    [InlineData("resume?reason=why", null)]
    public async Task Control_EachRow_Is202WhileItRuns404Or410(string action, string? body)
    {
        foreach (var state in (string[])["running", "suspended", "pending"])
            await CheckAsync("POST", $"instances/{{{state}}}/{action}", body, 202, Shape.Empty);
        await CheckAsync("POST", $"instances/{{new}}/{action}", body, 404, Shape.Problem);
        foreach (var state in (string[])["completed", "failed", "terminated"])
            await CheckAsync("POST", $"instances/{{{state}}}/{action}", body, 410, Shape.Problem);
    }

    [Theory]
    [InlineData("text/plain", "\"x\"", 400)]
    [InlineData("application/xml", "<x/>", 400)]
    [InlineData("application/json", "{ bad", 400)]
    [InlineData("application/json", "{\"a\":1}", 202)]
    [InlineData("application/cloudevents+json", "{\"a\":1}", 202)]
    public async Task RaiseEvent_ByMediaType_TakesJsonOnly(string mediaType, string body, int status)
    {
        using var response = await host.SendTextAsync($"instances/{await host.MakeAsync("running")}/raiseEvent/Go", body, mediaType);

        await CheckAsync(response, status, status == 202 ? Shape.Empty : Shape.Problem, id: "");
    }

    [Theory]
    [InlineData("rewind?reason=why", "failed", 202, Shape.Empty)]
    [InlineData("rewind", "completed", 410, Shape.Problem)]
    [InlineData("rewind", "terminated", 410, Shape.Problem)]
    [InlineData("rewind", "running", 409, Shape.Problem)]
    [InlineData("rewind", "new", 404, Shape.Problem)]
    [InlineData("restart", "completed", 202, Shape.Management)]
    [InlineData("restart", "failed", 202, Shape.Management)]
    [InlineData("restart?restartWithNewInstanceId=false", "terminated", 202, Shape.Management)]
    [InlineData("restart?restartWithNewInstanceId=false", "running", 409, Shape.Problem)]
    [InlineData("restart?restartWithNewInstanceId=maybe", "completed", 400, Shape.Problem)]
    [InlineData("restart?timeout=100&pollingInterval=1", "completed", 200, Shape.Output)]
    [InlineData("restart?timeout=0.05&pollingInterval=0.01", "terminated", 202, Shape.Management)]
    [InlineData("restart", "new", 400, Shape.Problem)]
    public Task RewindAndRestart_EachRow_AnswersAsTheTableSays(string action, string state, int status, Shape shape) =>
        CheckAsync("POST", $"instances/{{{state}}}/{action}", body: null, status, shape);

    [Theory]
    [InlineData("GET", "entities", null, 200, Shape.List)]
    [InlineData("GET", "entities/Counter?top=1&fetchState=true", null, 200, Shape.List)]
    [InlineData("GET", "entities/Counter?lastOperationTimeFrom=2020-01-01&lastOperationTimeTo=2020-01-02", null, 200, Shape.List)]
    [InlineData("GET", "entities/Counter?top=many", null, 400, Shape.Problem)]
    [InlineData("GET", "entities?lastOperationTimeFrom=soon", null, 400, Shape.Problem)]
    [InlineData("GET", "entities/Counter/nobody", null, 404, Shape.Problem)]
    [InlineData("GET", "entities/Counter/$", null, 404, Shape.Problem)]
    [InlineData("POST", "entities/Counter/row?op=Add", "1", 202, Shape.Empty)]
    [InlineData("POST", "entities/Counter/row?op=Add", "{ bad", 400, Shape.Problem)]
    [InlineData("DELETE", "entities/Counter/row", null, 202, Shape.Empty)]
    [InlineData("POST", "makeprimary", null, 200, Shape.Empty)]
    [InlineData("POST", "makeprimary/", null, 200, Shape.Empty)]
    [InlineData("GET", "makeprimary/", null, 200, Shape.Empty)]
    public Task Entity_EachRow_AnswersAsTheTableSays(string verb, string path, string? body, int status, Shape shape) =>
        CheckAsync(verb, path, body, status, shape);

    private async Task CheckAsync(string verb, string path, string? body, int status, Shape shape)
    {
        var id = "";
        if (Placeholder().Match(path) is { Success: true } state)
        {
            id = await host.MakeAsync(state.Groups[1].Value);
            path = path.Replace(state.Value, id, StringComparison.Ordinal);
        }
        using var response = await host.SendAsync(verb, path, body);
        await CheckAsync(response, status, shape, path.Contains("restart", StringComparison.Ordinal) ? "" : id);
    }

    private async Task CheckAsync(HttpResponseMessage response, int status, Shape shape, string id)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} instead of {status}: {text}");
        var isPolled = shape is Shape.Management or Shape.Running;
        Assert.Equal(isPolled ? TimeSpan.FromSeconds(shape == Shape.Management ? 10 : 5) : null, response.Headers.RetryAfter?.Delta);
        Assert.Equal(isPolled, response.Headers.Location is not null);
        if (shape == Shape.Empty)
        {
            Assert.Equal("", text);
            return;
        }
        Assert.Equal(shape == Shape.Problem ? "application/problem+json" : "application/json", response.Content.Headers.ContentType!.MediaType);
        CheckBody(JsonSerializer.Deserialize<JsonElement>(text), shape, response, id);
    }

    private void CheckBody(JsonElement body, Shape shape, HttpResponseMessage response, string id)
    {
        switch (shape)
        {
            case Shape.Problem:
                Assert.Equal((int)response.StatusCode, body.GetProperty("status").GetInt32());
                Assert.NotEqual("", body.GetProperty("detail").GetString());
                break;
            case Shape.Management:
                CheckManagement(body, response, id);
                break;
            case Shape.Running or Shape.Status:
                Assert.Equal(StatusNames, body.EnumerateObject().Select(property => property.Name));
                Assert.Equal(id, body.GetProperty("instanceId").GetString());
                Assert.Equal(id.Split('-')[0], body.GetProperty("runtimeStatus").GetString(), ignoreCase: true);
                Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty("createdTime").GetString());
                Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty("lastUpdatedTime").GetString());
                Assert.Equal("in", body.GetProperty("input").GetString());
                break;
            case Shape.Output:
                Assert.Contains(body.GetRawText(), (string[])["{\"a\":[1]}", "\"in\""]);
                break;
            case Shape.Purged:
                Assert.Equal("{\"instancesDeleted\":1}", body.GetRawText());
                break;
            case Shape.List:
                Assert.Equal(JsonValueKind.Array, body.ValueKind);
                break;
        }
    }

    private void CheckManagement(JsonElement body, HttpResponseMessage response, string id)
    {
        var given = body.GetProperty("id").GetString()!;
        if (id.Length > 0)
            Assert.Equal(id, given);
        var instance = $"{host.Address}instances/{given}";
        Assert.Equal(instance, response.Headers.Location!.ToString());
        Assert.Equal(
            [
                ("id", given), ("statusQueryGetUri", instance), ("sendEventPostUri", $"{instance}/raiseEvent/{{eventName}}"),
                ("terminatePostUri", $"{instance}/terminate?reason={{text}}"), ("purgeHistoryDeleteUri", instance),
                ("restartPostUri", $"{instance}/restart"), ("suspendPostUri", $"{instance}/suspend?reason={{text}}"),
                ("resumePostUri", $"{instance}/resume?reason={{text}}"),
            ],
            body.EnumerateObject().Select(property => (property.Name, property.Value.GetString()!)));
    }

    [GeneratedRegex("{([a-z]+)}")]
    private static partial Regex Placeholder();
}
