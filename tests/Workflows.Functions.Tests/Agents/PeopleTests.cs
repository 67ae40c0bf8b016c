using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Models.TestServer;
using Workflows.Contracts.Agents;
using Workflows.Contracts.People;
using Workflows.Contracts.Tools;
using Workflows.Functions.Entities;
using Workflows.Tools;

namespace Workflows.Functions.Tests.Agents;

/// <summary>Approvals and questions over HTTP: the exact call, deadlines, delegation, and what the audit log says.</summary>
public sealed class PeopleTests
{
    private const string Careful = "name: careful\ninstructions: Ask.\ntools: [pay, ask_person]\npeople: { assignee: ann, deadlineSeconds: 3600, defaultAnswer: Choose blue. }\n";

    private static readonly ModelReply Pays = ModelReply.Tool("p", "pay", """{"euros":5}""");

    [Fact]
    public async Task Approve_WithTheHashOfTheCall_LetsExactlyThatCallPass()
    {
        await using var server = await ModelServer.StartAsync(Pays, ModelReply.Text("Paid."));
        await using var app = await StartAsync(server);
        var (run, item) = await OpenAsync(app);

        Assert.Equal(("pay", """{"euros":5}""", "ann"), (item.Call!.Tool, item.Call.ArgumentsJson, item.Assignee));
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(app, item.Id, "approve", new { by = "bob", hash = "another" }));
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(app, item.Id, "approve", new { hash = item.Call.Hash }));
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(app, "0123456789ab", "approve", new { by = "bob" }));
        Assert.Empty(app.Tools.Calls);

        Assert.Equal(HttpStatusCode.Accepted, await DecideAsync(app, item.Id, "approve", new { by = "bob", hash = item.Call.Hash }));
        Assert.Equal("Paid.", (await app.EndAsync<AgentAnswer>(run)).Text);
        Assert.Equal("""{"euros":5}""", Assert.Single(app.Tools.Calls).ArgumentsJson);
        Assert.Empty(await InboxReader.ReadAsync(app.Host.Client, default));
        Assert.Equal([("asked", "careful"), ("approved", "bob")], app.Audit.Read(run).Select(entry => (entry.What, entry.Who)));
        Assert.All(app.Audit.Read(run), entry => Assert.Equal(item.Call.Hash, entry.Hash));
    }

    [Fact]
    public async Task Decide_PastTheApi_IsHeldToTheSameRules()
    {
        await using var server = await ModelServer.StartAsync(Pays, ModelReply.Text("Not paid."));
        await using var app = await StartAsync(server);
        var (run, item) = await OpenAsync(app);

        await app.Host.Client.RaiseEventAsync(run, InboxItem.EventOf(item.Id), new Decision(Verb.Approve, "eve", DateTime.UnixEpoch) { Hash = "forged" });
        await app.Host.RunToIdleAsync();
        Assert.Empty(app.Tools.Calls);
        await DecideAsync(app, item.Id, "reject", new { by = "ann", text = "Too much." });

        Assert.Equal("Not paid.", (await app.EndAsync<AgentAnswer>(run)).Text);
        Assert.Contains("Too much.", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Equal(["asked", "ignored", "rejected"], app.Audit.Read(run).Select(entry => entry.What));
        Assert.Null(app.Audit.FirstBrokenLine());
    }

    [Fact]
    public async Task Approve_NotWithinTheDeadline_IsRejected()
    {
        await using var server = await ModelServer.StartAsync(Pays, ModelReply.Text("Not paid."));
        await using var app = await StartAsync(server);

        var answer = await app.AskAsync("careful", "Pay.");

        Assert.Equal("Not paid.", answer.Text);
        Assert.Empty(app.Tools.Calls);
        Assert.Contains("Nobody does not allow this call", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_Delegated_IsAnsweredByTheOther()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("q", "ask_person", """{"question":"Which colour?"}"""), ModelReply.Text("Red it is."));
        await using var app = await StartAsync(server);
        var (run, item) = await OpenAsync(app);

        await DecideAsync(app, item.Id, "delegate", new { by = "ann", text = "carl" });
        await app.Host.RunToIdleAsync();
        Assert.Equal("carl", Assert.Single(await InboxReader.ReadAsync(app.Host.Client, default)).Assignee);
        await DecideAsync(app, item.Id, "answer", new { by = "carl", text = "Red." });

        await app.EndAsync<AgentAnswer>(run);
        Assert.Contains("Red.", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Equal([("delegated", "ann"), ("answered", "carl")], app.Audit.Read(run).Skip(1).Select(entry => (entry.What, entry.Who)));
    }

    [Fact]
    public async Task Ask_NotAnsweredInTime_GoesOnWithTheDefault()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("q", "ask_person", """{"question":"Which colour?"}"""), ModelReply.Text("Blue it is."));
        await using var app = await StartAsync(server);

        Assert.Equal("Blue it is.", (await app.AskAsync("careful", "Paint.")).Text);
        Assert.Contains("Choose blue.", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_OfARunThatIsOutOfTime_IsTakenBack()
    {
        await using var server = await ModelServer.StartAsync(Pays);
        await using var app = await StartAsync(server);
        app.Define(Careful + "limits: { seconds: 600 }\n");
        var (run, item) = await OpenAsync(app);

        Assert.Equal(AgentEnd.TimeLimit, (await app.EndAsync<AgentAnswer>(run)).End);
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(app, item.Id, "approve", new { by = "ann", hash = item.Call!.Hash }));
        Assert.Empty(app.Tools.Calls);
        Assert.Equal(["asked", "withdrawn"], app.Audit.Read(run).Select(entry => entry.What));
        Assert.Equal(0, await InboxReader.TidyAsync(app.Host.Client, default));
    }

    [Fact]
    public async Task Ask_OfARunThatWasTerminated_IsInTheInboxNoMore()
    {
        await using var server = await ModelServer.StartAsync(Pays);
        await using var app = await StartAsync(server);
        var (run, item) = await OpenAsync(app);

        await app.Host.Client.TerminateInstanceAsync(run);
        await app.Host.RunToIdleAsync();

        Assert.Empty(await InboxReader.ReadAsync(app.Host.Client, default));
        Assert.Equal(HttpStatusCode.NotFound, await DecideAsync(app, item.Id, "reject", new { by = "ann" }));
        Assert.Equal(1, await InboxReader.TidyAsync(app.Host.Client, default));
        await app.Host.RunToIdleAsync();
        Assert.Equal(0, await InboxReader.TidyAsync(app.Host.Client, default));
    }

    [Fact]
    public async Task Approve_OfACallThatIsThenAskedForWithOtherArguments_DoesNotCoverIt()
    {
        await using var server = await ModelServer.StartAsync(Pays, ModelReply.Tool("q", "pay", """{"euros":500}"""), ModelReply.Text("Paid once."));
        await using var app = await StartAsync(server);
        var (run, first) = await OpenAsync(app);
        await DecideAsync(app, first.Id, "approve", new { by = "ann", hash = first.Call!.Hash });

        var second = await app.UntilAsync(async () => (await InboxReader.ReadAsync(app.Host.Client, default)).FirstOrDefault(item => item.Id != first.Id));
        Assert.Equal("""{"euros":500}""", second.Call!.ArgumentsJson);
        Assert.Equal(HttpStatusCode.BadRequest, await DecideAsync(app, second.Id, "approve", new { by = "ann", hash = first.Call.Hash }));
        Assert.Equal("""{"euros":5}""", Assert.Single(app.Tools.Calls).ArgumentsJson);
        await DecideAsync(app, second.Id, "reject", new { by = "ann" });

        Assert.Equal("Paid once.", (await app.EndAsync<AgentAnswer>(run)).Text);
        Assert.Single(app.Tools.Calls);
    }

    [Fact]
    public async Task Approve_OfACallThatItsFallbackMustAnswer_IsAskedForTheFallbackToo()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("n", "note", """{"path":"a.txt","text":"new"}"""), ModelReply.Text("Noted."));
        var note = Tool.Create<Note>("note", "Notes.", ToolEffect.Destructive, static _ => throw new ToolException(ToolErrorKind.Unavailable, "It is down."));
        await using var app = await AgentApp.StartAsync(
            server, note, [("Tools:Fallbacks:note", "files_write")], "name: clerk\ninstructions: Note.\ntools: [note]\npeople: { assignee: ann }\n");
        var (run, first) = await OpenAsync(app, "clerk");
        await DecideAsync(app, first.Id, "approve", new { by = "ann", hash = first.Call!.Hash });
        var second = await app.UntilAsync(async () => (await InboxReader.ReadAsync(app.Host.Client, default)).FirstOrDefault(item => item.Id != first.Id));
        Assert.Equal(("note", "files_write"), (first.Call.Tool, second.Call!.Tool));
        await DecideAsync(app, second.Id, "approve", new { by = "bob", hash = second.Call.Hash });

        Assert.Equal("Noted.", (await app.EndAsync<AgentAnswer>(run)).Text);
        Assert.DoesNotContain("error=", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Equal(["asked", "approved", "asked", "approved"], app.Audit.Read(run).Select(entry => entry.What));
    }

    private sealed record Note(string Path, string Text);

    private static async Task<AgentApp> StartAsync(ModelServer server)
    {
        var app = await AgentApp.StartAsync(server, Careful + "limits: { seconds: 86400 }\n");
        app.Tools.Add("pay", _ => "paid");
        app.Tools.Guard("pay");
        return app;
    }

    private static async Task<(string Run, InboxItem Item)> OpenAsync(AgentApp app, string agent = "careful")
    {
        var run = await app.Host.Client.ScheduleNewOrchestrationInstanceAsync("Agent", new AgentRequest(agent, "Do it."));
        var item = await app.UntilAsync(async () =>
        {
            var inbox = await app.Host.Http.GetFromJsonAsync<JsonElement>("/api/v1/inbox?assignee=ann");
            return inbox.GetProperty("items").EnumerateArray().Select(item => item.Deserialize<InboxItem>(JsonSerializerOptions.Web)).FirstOrDefault();
        });
        return (run, item);
    }

    private static async Task<HttpStatusCode> DecideAsync(AgentApp app, string item, string verb, object body)
    {
        using var response = await app.Host.Http.PostAsJsonAsync($"/api/v1/inbox/{item}/{verb}", body);
        return response.StatusCode;
    }
}
