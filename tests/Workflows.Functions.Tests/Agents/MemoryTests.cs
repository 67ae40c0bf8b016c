using Microsoft.DurableTask.Entities;
using Models.TestServer;
using Workflows.Contracts.Agents;
using Workflows.Functions.Entities;

namespace Workflows.Functions.Tests.Agents;

/// <summary>Sessions, facts and mailboxes: what outlives a run.</summary>
public sealed class MemoryTests
{
    [Fact]
    public async Task Session_OfTwoRuns_GoesOnWhereTheFirstEnded()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("Hello Ann."), ModelReply.Text("You are Ann."));
        await using var app = await AgentApp.StartAsync(server, "name: friend\ninstructions: Chat.\nmemory: { session: true }\n");

        await app.RunAsync<AgentAnswer>("Agent", new AgentRequest("friend", "I am Ann.") { Session = "s1" });
        await app.RunAsync<AgentAnswer>("Agent", new AgentRequest("friend", "Who am I?") { Session = "s1" });
        await app.RunAsync<AgentAnswer>("Agent", new AgentRequest("friend", "Who am I?") { Session = "s2" });

        Assert.Contains("Hello Ann.", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Hello Ann.", server.Requests[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_KeptInOneRun_AreFoundInTheNext()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Tool("r", "remember", """{"key":"harbour","fact":"The harbour opens at seven."}"""), ModelReply.Text("Kept."),
            ModelReply.Tool("q", "recall", """{"query":"when does the harbour open"}"""), ModelReply.Text("At seven."));
        await using var app = await AgentApp.StartAsync(server, "name: keeper\ninstructions: Keep.\ntools: [remember, recall]\n");

        await app.AskAsync("keeper", "Keep it.");
        await app.AskAsync("keeper", "When?");

        Assert.Contains("The harbour opens at seven.", server.Requests[3].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailbox_WithAThread_GivesUrgentMessagesFirstAndEachOnce()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Tools(
                new ToolWish("1", "send_message", """{"to":"reader","text":"slow news","thread":"t"}"""),
                new ToolWish("2", "send_message", """{"to":"reader","text":"fire","thread":"t","priority":2}"""),
                new ToolWish("3", "send_message", """{"to":"reader","text":"elsewhere","thread":"u"}""")),
            ModelReply.Text("Sent."), ModelReply.Tool("4", "read_messages", """{"thread":"t"}"""), ModelReply.Tool("5", "read_messages", "{}"), ModelReply.Text("Read."));
        await using var app = await AgentApp.StartAsync(server,
            "name: writer\ninstructions: Write.\ntools: [send_message]\n", "name: reader\ninstructions: Read.\ntools: [read_messages]\n");

        await app.AskAsync("writer", "Write.");
        await app.AskAsync("reader", "Read.");

        var read = server.Requests[3].Text;
        Assert.True(read.IndexOf("fire", StringComparison.Ordinal) is var first and > 0 && first < read.IndexOf("slow news", StringComparison.Ordinal), read);
        Assert.DoesNotContain("elsewhere", read, StringComparison.Ordinal);
        Assert.Contains("elsewhere", server.Requests[4].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailbox_OfAnAgentThatIsNotThere_TellsTheModelWhoIs()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Tool("1", "send_message", """{"to":"raeder","text":"news"}"""), ModelReply.Text("It was not sent."));
        await using var app = await AgentApp.StartAsync(server,
            "name: writer\ninstructions: Write.\ntools: [send_message]\n", "name: reader\ninstructions: Read.\ntools: [read_messages]\n");

        await app.AskAsync("writer", "Write.");

        Assert.Contains("there is no agent 'raeder'. There are ", Reply(server.Requests[1]), StringComparison.Ordinal);
        Assert.Contains("reader", Reply(server.Requests[1]), StringComparison.Ordinal);
        Assert.Contains("writer", Reply(server.Requests[1]), StringComparison.Ordinal);
        Assert.DoesNotContain(await EntityIdsAsync(app), id => id.Name.Equals(nameof(Mailbox), StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("send_message", """{"to":"reader"}""", "text")]
    [InlineData("send_message", """{"to":"reader","text":"x","priority":7}""", "priority")]
    [InlineData("remember", """{"key":"k","fact":"f","colour":"red"}""", "colour")]
    [InlineData("recall", """{"query":5}""", "query")]
    [InlineData("ask_person", """{"question":""}""", "question")]
    public async Task OwnTool_WithArgumentsThatDoNotFit_TellsTheModelWhere(string tool, string arguments, string place)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("1", tool, arguments), ModelReply.Text("Well."));
        await using var app = await AgentApp.StartAsync(server, $"name: reader\ninstructions: Do.\ntools: [{tool}]\n");

        Assert.True((await app.AskAsync("reader", "Do it.")).IsAnswered);

        Assert.Contains("The arguments do not fit", Reply(server.Requests[1]), StringComparison.Ordinal);
        Assert.Contains(place, Reply(server.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mailbox_Searched_FindsReadMessagesAndWholeThreads()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Tools(
                new ToolWish("1", "send_message", """{"to":"reader","text":"The harbour opens at seven.","thread":"t"}"""),
                new ToolWish("2", "send_message", """{"to":"reader","text":"Bread is out.","thread":"u","priority":0}""")),
            ModelReply.Text("Sent."), ModelReply.Tool("3", "read_messages", "{}"),
            ModelReply.Tools(new ToolWish("4", "search_messages", """{"query":"when does the harbour open"}"""),
                new ToolWish("5", "search_messages", """{"thread":"u"}"""), new ToolWish("6", "search_messages", "{}")),
            ModelReply.Text("Read."));
        await using var app = await AgentApp.StartAsync(server,
            "name: writer\ninstructions: Write.\ntools: [send_message]\n", "name: reader\ninstructions: Read.\ntools: [read_messages, search_messages]\n");

        await app.AskAsync("writer", "Write.");
        await app.AskAsync("reader", "Read.");

        var found = server.Requests[^1].Messages.TakeLast(3).Select(message => message.GetProperty("content").GetString()!).ToList();
        Assert.Contains("harbour opens at seven", found[0], StringComparison.Ordinal);
        Assert.DoesNotContain("Bread", found[0], StringComparison.Ordinal);
        Assert.Equal("from writer, thread u, priority 0: Bread is out.", found[1]);
        Assert.Contains("give a query or a thread", found[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_Searched_FindsWhatWasSaidBefore()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Text("The lock gates open at seven."), ModelReply.Tool("q", "search_conversation", """{"query":"lock gates"}"""), ModelReply.Text("Seven."));
        await using var app = await AgentApp.StartAsync(
            server, "name: friend\ninstructions: Chat.\ntools: [search_conversation]\nmemory: { session: true, turnsMax: 1 }\n");

        await app.RunAsync<AgentAnswer>("Agent", new AgentRequest("friend", "When do the gates open?") { Session = "s1" });
        await app.RunAsync<AgentAnswer>("Agent", new AgentRequest("friend", "What did you say?") { Session = "s1" });

        Assert.DoesNotContain("open at seven", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Contains("you: The lock gates open at seven.", server.Requests[2].Text, StringComparison.Ordinal);
    }

    private static string Reply(ModelRequest request) => request.Messages[^1].GetProperty("content").GetString()!;

    private static async Task<List<EntityInstanceId>> EntityIdsAsync(AgentApp app)
    {
        var ids = new List<EntityInstanceId>();
        await foreach (var entity in app.Host.Client.Entities.GetAllEntitiesAsync())
            ids.Add(entity.Id);
        return ids;
    }
}
