using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Models.TestServer;
using Workflows.Contracts.Agents;
using Workflows.Functions.Models;

namespace Workflows.Functions.Tests.Agents;

/// <summary>The loop over HTTP to a scripted model: tools, limits, forms, failures.</summary>
public sealed class AgentLoopTests
{
    private const string Helper = "name: helper\ninstructions: Help.\ntools: [look, count]\nlimits: { steps: 4, toolCalls: 5, parallelTools: 2 }\n";

    private const string Former = """
        name: former
        instructions: Answer in JSON.
        output:
          name: verdict
          schema:
            type: object
            properties: { score: { type: integer, minimum: 1, maximum: 5 } }
            required: [score]
            additionalProperties: false
        """;

    [Fact]
    public async Task Agent_AskingForToolsInParallel_GetsEveryResultAndAnswers()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Tools(new ToolWish("a", "look", """{"at":1}"""), new ToolWish("b", "count", """{"at":2}""")), ModelReply.Text("Both are seen."));
        await using var app = await AgentApp.StartAsync(server, Helper);
        app.Tools.Add("look", call => "seen " + call.ArgumentsJson);
        app.Tools.Add("count", call => "counted " + call.ArgumentsJson);

        var answer = await app.AskAsync("helper", "Look and count.");

        Assert.Equal(("Both are seen.", AgentEnd.Answered, 2, 2), (answer.Text, answer.End, answer.Steps, answer.ToolCalls));
        Assert.Equal(12, answer.Version.Length);
        Assert.Equal(300, answer.Usage.InputTokens + answer.Usage.OutputTokens);
        Assert.Contains("untrusted-", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Contains("seen", server.Requests[1].Text, StringComparison.Ordinal);
        Assert.Equal(2, app.Tools.Calls.Select(call => call.CallId).Distinct().Count());
    }

    [Fact]
    public async Task Agent_AskingForAToolItDoesNotHave_IsToldAndNothingIsCalled()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("a", "format_disk", "{}"), ModelReply.Text("Sorry."));
        await using var app = await AgentApp.StartAsync(server, Helper);
        app.Tools.Add("look", _ => "");
        app.Tools.Add("count", _ => "");

        Assert.Equal("Sorry.", (await app.AskAsync("helper", "Do it.")).Text);
        Assert.Empty(app.Tools.Calls);
        Assert.Contains("There is no tool 'format_disk'", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_ThatNeverStopsCalling_EndsAtItsLimit()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Tool("same", "look", "{}"));
        await using var app = await AgentApp.StartAsync(server, Helper);
        app.Tools.Add("look", _ => "again");
        app.Tools.Add("count", _ => "");

        var answer = await app.AskAsync("helper", "Look.");

        Assert.Equal(AgentEnd.StepLimit, answer.End);
        Assert.Equal(4, server.Requests.Count);
        Assert.Contains("limits.steps", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_WithAWrongForm_IsToldOnceAndThenFails()
    {
        await using var server = await ModelServer.StartAsync(AgentApp.Json(new { score = 9 }));
        await using var app = await AgentApp.StartAsync(server, Former);

        var answer = await app.AskAsync("former", "Judge.");

        Assert.Equal(AgentEnd.WrongForm, answer.End);
        Assert.Equal(2, server.Requests.Count);
        Assert.Contains("could not be used", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_RepairingItsForm_Answers()
    {
        await using var server = await ModelServer.StartAsync(AgentApp.Json(new { score = "high" }), AgentApp.Json(new { score = 4 }));
        await using var app = await AgentApp.StartAsync(server, Former);

        var answer = await app.AskAsync("former", "Judge.");

        Assert.Equal(("{\"score\":4}", AgentEnd.Answered), (answer.Text, answer.End));
    }

    [Fact]
    public async Task Agent_OutOfTime_EndsAtItsLimitWhileItWaits()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Throttled(60));
        await using var app = await AgentApp.StartAsync(server, "name: slow\ninstructions: Wait.\nlimits: { seconds: 30 }\n");

        Assert.Equal(AgentEnd.TimeLimit, (await app.AskAsync("slow", "Wait.")).End);
    }

    [Fact]
    public async Task Agent_OutOfTimeWhileAModelIsAsked_LeavesNothingSetAside()
    {
        var never = new TaskCompletionSource();
        await using var server = await ModelServer.StartAsync(_ => ModelReply.Text("late").After(never.Task));
        await using var app = await AgentApp.StartAsync(
            server, own: null, [("Budgets:b:Per", "all"), ("Budgets:b:Calls", "10")], "name: slow\ninstructions: Wait.\nlimits: { seconds: 30 }\n");
        var run = await app.Host.Client.ScheduleNewOrchestrationInstanceAsync("Agent", new AgentRequest("slow", "Wait."));
        await server.ArrivalAsync();
        await app.Host.AdvanceAsync(TimeSpan.FromSeconds(31));

        var end = await app.UntilAsync(async () =>
            await app.Host.Client.GetInstanceAsync(run, getInputsAndOutputs: true) is { IsCompleted: true } ended ? ended : null);
        Assert.Equal(AgentEnd.TimeLimit, end.ReadOutputAs<AgentAnswer>()!.End);
        await app.Host.RunToIdleAsync();
        var account = (await app.Host.Client.Entities.GetEntityAsync<BudgetAccount>(new EntityInstanceId(nameof(ModelBudget), "b:all")))!.State;
        Assert.Empty(account.Open);
        Assert.Equal(1, account.Used.Calls);
    }

    [Theory]
    [InlineData("no JSON at all", "{}")]
    [InlineData("{\"score\":9}", "no JSON at all")]
    public async Task Agent_WrongInTwoWays_IsToldOnceAltogether(string first, string second)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text(first), ModelReply.Text(second), AgentApp.Json(new { score = 4 }));
        await using var app = await AgentApp.StartAsync(server, Former);

        var answer = await app.AskAsync("former", "Judge.");

        Assert.Equal(AgentEnd.WrongForm, answer.End);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Agent_WhoseModelRefusesTheKey_SaysSo()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Error(401, "invalid_api_key", "no"));
        await using var app = await AgentApp.StartAsync(server, "name: plain\ninstructions: Say.\n");

        var answer = await app.AskAsync("plain", "Say.");

        Assert.Equal(AgentEnd.Failed, answer.End);
        Assert.Contains("key", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_EditedBetweenRuns_IsAnotherVersionWithOtherWords()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("Yes."));
        await using var app = await AgentApp.StartAsync(server, "name: plain\ninstructions: Speak softly.\n");
        var first = await app.AskAsync("plain", "Say.");
        app.Define("name: plain\ninstructions: Speak very loudly.\n");
        var second = await app.AskAsync("plain", "Say.");
        app.Define("name: plain\ninstructionz: Nothing.\n");
        var third = await app.AskAsync("plain", "Say.");

        Assert.NotEqual(first.Version, second.Version);
        Assert.Equal(second.Version, third.Version);
        Assert.Contains("Speak very loudly.", server.Requests[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Agent_NamingNobody_FailsWithTheNamesThereAre()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("Yes."));
        await using var app = await AgentApp.StartAsync(server, "name: plain\ninstructions: Say.\n", "name: other\ninstructions: Say.\ntools: [gone]\n");

        Assert.Contains("plain", (await app.AskAsync("nobody", "Say.")).Problem, StringComparison.Ordinal);
        Assert.Contains("gone", (await app.AskAsync("other", "Say.")).Problem, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }
}
