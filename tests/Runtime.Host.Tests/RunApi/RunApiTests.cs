using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Durable;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.RunApi;

/// <summary>/api/v1/runs on the real engine.</summary>
public sealed class RunApiTests : IAsyncLifetime, IDisposable
{
    private const string Runs = "/api/v1/runs";
    private const string Webhooks = "/runtime/webhooks/durabletask";

    private readonly TempFolder folder = new();
    private RunningHost host = null!;

    public async Task InitializeAsync()
    {
        host = await RunningHost.StartDurableAsync(
            folder, builder => builder.Services.AddSingleton(new FanOutFunctions.Multiplier(10)), typeof(FanOutFunctions));
        await RunAsync("FanOut", "sum", "3");
        await RunAsync("Broken", "bad", "null");
        await host.Client.PostAsync($"{Webhooks}/orchestrators/Approval/person", RunningHost.Json(""));
        await UntilStatusAsync("person", "Running");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task List_WithoutFilters_HasRunsCountsAndTotal()
    {
        var list = await GetAsync("");
        Assert.Equal(["person", "bad", "sum"], Ids(list));
        Assert.Equal(3, list.GetProperty("total").GetInt64());
        Assert.Equal(1, list.GetProperty("counts").GetProperty("Failed").GetInt64());
        Assert.Equal("Approved", list.GetProperty("runs")[0].GetProperty("customStatus").GetProperty("waitsFor").GetString());
    }

    [Theory]
    [InlineData("status=Failed,Running&order=oldest", "bad person")]
    [InlineData("workflow=fanout", "sum")]
    [InlineData("prefix=p", "person")]
    [InlineData("customStatus=waitsFor", "person")]
    [InlineData("createdFrom=2000-01-01&updatedTo=2001-01-01", "")]
    [InlineData("tag=owner:nobody", "")]
    [InlineData("parent=sum", "")]
    public async Task List_Filtered_NarrowsListAndTotal(string query, string ids)
    {
        var list = await GetAsync("?" + query);
        Assert.Equal(ids, string.Join(' ', Ids(list)));
        Assert.Equal(Ids(list).Count, list.GetProperty("total").GetInt64());
    }

    [Fact]
    public async Task List_InPages_GoesThereAndBack()
    {
        var first = await GetAsync("?limit=2");
        var second = await GetAsync("?limit=2&position=" + Uri.EscapeDataString(first.GetProperty("next").GetString()!));
        Assert.Equal(["sum"], Ids(second));
        Assert.False(second.TryGetProperty("next", out _));
        var back = await GetAsync("?limit=2&position=" + Uri.EscapeDataString(second.GetProperty("previous").GetString()!));
        Assert.Equal(Ids(first), Ids(back));
    }

    [Theory]
    [InlineData("?status=Sleeping", "status")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?tag=noColon", "tag")]
    [InlineData("?createdFrom=yesterday", "createdFrom")]
    [InlineData("?order=random", "order")]
    [InlineData("?position=x", "position")]
    [InlineData("?stauts=Failed", "stauts")]
    [InlineData("/sum/events?from=-1", "from")]
    [InlineData("/sum?x=1", "x")]
    public async Task Get_BadQuery_Is400WithTheField(string path, string field) =>
        await AssertProblemAsync(await host.Client.GetAsync(Runs + path), HttpStatusCode.BadRequest, field);

    [Theory]
    [InlineData("")]
    [InlineData("/wait")]
    [InlineData("/events")]
    [InlineData("/replay")]
    [InlineData("/export")]
    public async Task Get_UnknownRun_Is404(string path)
    {
        await AssertProblemAsync(await host.Client.GetAsync($"{Runs}/nobody{path}"), HttpStatusCode.NotFound, "id");
        await AssertProblemAsync(await host.Client.GetAsync($"{Runs}/%40counter%40a{path}"), HttpStatusCode.NotFound, "id");
    }

    [Fact]
    public async Task Get_Run_TellsItsWaitItsOutcomeAndItsOrigin()
    {
        var waiting = await GetAsync("/person");
        Assert.Equal("event", waiting.GetProperty("wait").GetProperty("on")[0].GetProperty("kind").GetString());
        Assert.Equal("The run waits for the event 'Approved'.", (await GetAsync("/person/wait")).GetProperty("sentence").GetString());

        var done = await GetAsync("/sum");
        Assert.Equal("Completed", done.GetProperty("status").GetString());
        Assert.Equal(3, done.GetProperty("input").GetInt32());
        Assert.Equal(60, done.GetProperty("output").GetInt32());
        Assert.False(done.TryGetProperty("wait", out _));
        Assert.Contains("broken", (await GetAsync("/bad")).GetProperty("failure").GetProperty("message").GetString());
    }

    [Fact]
    public async Task Get_Events_NumbersThemAndCutsPayloads()
    {
        var whole = (await GetAsync("/sum/events")).GetProperty("events").EnumerateArray().ToList();
        Assert.Equal(Enumerable.Range(0, 8), whole.Select(item => item.GetProperty("number").GetInt32()));
        Assert.Equal("ExecutionStarted", whole[0].GetProperty("kind").GetString());
        var completed = whole.First(item => item.GetProperty("kind").GetString() == "ActivityCompleted");
        Assert.Equal("Multiply", completed.GetProperty("name").GetString());
        Assert.InRange(completed.GetProperty("payload").GetInt32(), 10, 30);

        var page = await GetAsync("/sum/events?from=1&limit=2&payload=0");
        Assert.Equal([1, 2], page.GetProperty("events").EnumerateArray().Select(item => item.GetProperty("number").GetInt32()));
        Assert.Equal(3, page.GetProperty("next").GetInt32());
        Assert.Equal(1, page.GetProperty("events")[0].GetProperty("payloadLength").GetInt32());
        Assert.False(page.GetProperty("events")[0].TryGetProperty("payload", out _));
        Assert.Equal(7, Assert.Single((await GetAsync("/sum/events?last=1")).GetProperty("events").EnumerateArray()).GetProperty("number").GetInt32());
    }

    [Fact]
    public async Task Replay_OfARunWhoseCodeFits_IsSame() => Assert.True((await GetAsync("/sum/replay")).GetProperty("isSame").GetBoolean());

    [Fact]
    public async Task Fork_WithAnotherResult_IsANewRunThatKnowsItsOrigin()
    {
        var at = (await GetAsync("/sum/events")).GetProperty("events").EnumerateArray()
            .First(item => item.GetProperty("kind").GetString() == "ActivityCompleted").GetProperty("number").GetInt32();
        var answer = await PostAsync("/sum/fork", $$"""{ "event": {{at}}, "result": 1000, "id": "forked" }""");
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Runs + "/forked", answer.Headers.Location!.ToString());
        var done = await UntilStatusAsync("forked", "Completed");
        Assert.InRange(done.GetProperty("output").GetInt32(), 1030, 1050);
        Assert.Equal("sum", done.GetProperty("forkedFrom").GetProperty("run").GetString());
        Assert.Equal(at, done.GetProperty("forkedFrom").GetProperty("event").GetInt32());
        await AssertProblemAsync(await PostAsync("/sum/fork", """{ "event": 0, "id": "forked" }"""), HttpStatusCode.Conflict, "id");
    }

    [Theory]
    [InlineData("", "event")]
    [InlineData("{}", "event")]
    [InlineData("""{ "event": -1 }""", "event")]
    [InlineData("""{ "event": 0, "id": 7 }""", "id")]
    [InlineData("""{ "event": 0, "resutl": 7 }""", "resutl")]
    [InlineData("""{ "event": 999 }""", null)]
    [InlineData("""{ "event": 1 }""", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public async Task Fork_BadBody_Is400(string body, string? field) => await AssertProblemAsync(await PostAsync("/sum/fork", body), HttpStatusCode.BadRequest, field);

    [Fact]
    public async Task Export_ThenPurgeAndImport_BringsTheRunBack()
    {
        var response = await host.Client.GetAsync(Runs + "/sum/export");
        Assert.Equal("sum.run.json", response.Content.Headers.ContentDisposition!.FileName);
        var archive = await response.Content.ReadAsStringAsync();
        await AssertProblemAsync(await PostAsync("/import", archive), HttpStatusCode.Conflict, field: null);
        await AssertProblemAsync(await PostAsync("/import", """{ "format": 1, "runs": [] }"""), HttpStatusCode.BadRequest, field: null);
        await AssertProblemAsync(await PostAsync("/import", archive.Replace("\"format\":1", "\"format\":7", StringComparison.Ordinal)), HttpStatusCode.BadRequest, field: null);

        await host.Client.DeleteAsync($"{Webhooks}/instances/sum");
        var imported = await PostAsync("/import", archive);
        Assert.Equal(HttpStatusCode.Created, imported.StatusCode);
        Assert.Equal(1, (await RunningHost.ReadJsonAsync(imported)).GetProperty("imported").GetInt32());
        Assert.Equal(60, (await GetAsync("/sum")).GetProperty("output").GetInt32());
    }

    [Fact]
    public async Task Terminate_WaitingRun_EndsItOnce()
    {
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("/person/terminate", """{ "reason": "enough", "recursive": true }""")).StatusCode);
        Assert.Equal("enough", (await UntilStatusAsync("person", "Terminated")).GetProperty("output").GetString());
        await AssertProblemAsync(await PostAsync("/person/terminate", ""), HttpStatusCode.Gone, field: null);
        await AssertProblemAsync(await PostAsync("/sum/terminate", """{ "recursive": 1 }"""), HttpStatusCode.BadRequest, "recursive");
    }

    [Fact]
    public async Task Route_AppWithAnEngineOfItsOwn_IsNotThere()
    {
        await using var other = await RunningHost.StartAsync(typeof(FanOutFunctions));
        Assert.Equal(HttpStatusCode.NotFound, (await other.Client.GetAsync(Runs)).StatusCode);
    }

    private static List<string> Ids(JsonElement list) => [.. list.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string? field)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var problem = JsonDocument.Parse(text);
        Assert.NotEqual("", problem.RootElement.GetProperty("detail").GetString());
        Assert.DoesNotContain("Parameter '", text, StringComparison.Ordinal);
        Assert.Equal(field, problem.RootElement.TryGetProperty("field", out var named) ? named.GetString() : null);
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        var response = await host.Client.GetAsync(Runs + path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private Task<HttpResponseMessage> PostAsync(string path, string body) => host.Client.PostAsync(Runs + path, RunningHost.Json(body));

    private Task<HttpResponseMessage> RunAsync(string name, string id, string input) =>
        host.Client.PostAsync($"{Webhooks}/orchestrators/{name}/{id}?timeout=30&pollingInterval=1", RunningHost.Json(input));

    private async Task<JsonElement> UntilStatusAsync(string id, string status)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var run = await GetAsync("/" + id);
            if (run.GetProperty("status").GetString() == status)
                return run;
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }
}
