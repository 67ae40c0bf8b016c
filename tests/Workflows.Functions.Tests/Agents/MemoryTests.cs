using Models.TestServer;
using Workflows.Contracts.Agents;

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
}
