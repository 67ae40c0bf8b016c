using System.Text.RegularExpressions;
using Models.TestServer;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Tests.Agents;

/// <summary>Every pattern, over HTTP to a model whose script knows who asks.</summary>
public sealed partial class PatternTests
{
    private static string Plain(string name) => $"name: {name}\ninstructions: You are {name}.\ndescription: Knows {name}.\n";

    [Fact]
    public async Task Sequential_OfThree_PassesEachResultOn()
    {
        await using var server = await ModelServer.StartAsync(request => ModelReply.Text(AgentOf(request) + " was here"));
        await using var app = await AgentApp.StartAsync(server, Plain("one"), Plain("two"), Plain("three"));

        var result = await app.TeamAsync("Sequential", new TeamRequest(["one", "two", "three"], "Pass it on."));

        Assert.Equal("three was here", result.Text);
        Assert.Contains("two was here", server.Requests[2].Text, StringComparison.Ordinal);
        Assert.Equal(450, result.Usage.InputTokens + result.Usage.OutputTokens);
    }

    [Fact]
    public async Task Concurrent_ByVote_TakesTheMostFrequentAnswer()
    {
        await using var server = await ModelServer.StartAsync(request => ModelReply.Text(AgentOf(request) == "two" ? "No." : " yes. "));
        await using var app = await AgentApp.StartAsync(server, Plain("one"), Plain("two"), Plain("three"));

        var result = await app.TeamAsync("Concurrent", new TeamRequest(["one", "two", "three"], "Yes or no?") { How = "vote" });

        Assert.Equal("yes.", result.Text.Trim());
        Assert.Equal(3, result.Answers.Count);
    }

    [Theory]
    [InlineData("merge", "merged")]
    [InlineData("judge", "from two")]
    public async Task Concurrent_ByMergeOrJudge_LetsTheLastOneDecide(string how, string expected)
    {
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) != "last" ? ModelReply.Text("from " + AgentOf(request))
            : how == "judge" ? AgentApp.Json(new { best = 2, reason = "better" }) : ModelReply.Text("merged"));
        await using var app = await AgentApp.StartAsync(server, Plain("one"), Plain("two"), Plain("last"));

        var result = await app.TeamAsync("Concurrent", new TeamRequest(["one", "two", "last"], "Say.") { How = how });

        Assert.Equal((expected, ""), (result.Text, result.Problem));
    }

    [Fact]
    public async Task Concurrent_WithAHundredAgents_AsksAllAtOnce()
    {
        const int agents = 100;
        var (asked, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = await ModelServer.StartAsync(_ =>
        {
            if (Interlocked.Increment(ref asked) == agents)
                all.SetResult();
            return ModelReply.Text("yes");
        });
        await using var app = await AgentApp.StartAsync(server, Plain("worker"));

        var result = await app.TeamAsync("Concurrent", new TeamRequest([.. Enumerable.Repeat("worker", agents)], "Say.") { How = "vote", Parallel = agents });

        Assert.True(all.Task.IsCompletedSuccessfully);
        Assert.Equal((agents, "yes"), (result.Answers.Count(answer => answer.IsAnswered), result.Text));
    }

    [Fact]
    public async Task Debate_OfTwoRounds_ShowsEachSideTheOtherAndLetsTheJudgeDecide()
    {
        await using var server = await ModelServer.StartAsync(request => ModelReply.Text(AgentOf(request) + " speaks"));
        await using var app = await AgentApp.StartAsync(server, Plain("pro"), Plain("con"), Plain("judge"));

        var result = await app.TeamAsync("Debate", new TeamRequest(["pro", "con", "judge"], "Tabs or spaces?"));

        Assert.Equal("judge speaks", result.Text);
        Assert.Equal(5, result.Answers.Count);
        Assert.Contains("con speaks", server.Requests.Last(request => AgentOf(request) == "pro").Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroupChat_WithAModerator_GivesTheWordAndSummarises()
    {
        var turn = 0;
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) != "host" ? ModelReply.Text(AgentOf(request) + " speaks")
            : Interlocked.Increment(ref turn) switch
            {
                1 => AgentApp.Json(new { done = false, next = "two", summary = "" }),
                2 => AgentApp.Json(new { done = false, next = "nobody", summary = "" }),
                _ => AgentApp.Json(new { done = true, next = "", summary = "All is said." }),
            });
        await using var app = await AgentApp.StartAsync(server, Plain("host"), Plain("one"), Plain("two"));

        var result = await app.TeamAsync("GroupChat", new TeamRequest(["host", "one", "two"], "Talk."));

        Assert.Equal("All is said.", result.Text);
        Assert.Equal(["two", "two"], result.Answers.Select(answer => answer.Agent));
    }

    [Fact]
    public async Task Handoff_ToTheOneWhoKnows_AnswersThere()
    {
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) == "desk"
            ? ModelReply.Tool("h", "handoff_to_expert", """{"message":"It is about taxes."}""") : ModelReply.Text("Pay less."));
        await using var app = await AgentApp.StartAsync(server, Plain("desk"), Plain("expert"));

        var result = await app.TeamAsync("Handoff", new TeamRequest(["desk", "expert"], "Help."));

        Assert.Equal(("Pay less.", "expert", 1), (result.Text, result.Agent, result.Rounds));
        Assert.Contains("It is about taxes.", server.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handoff_InCircles_EndsWhenNobodyMayHandOver()
    {
        await using var server = await ModelServer.StartAsync(request => request.Text.Contains("handoff_to_", StringComparison.Ordinal)
            ? ModelReply.Tool("h", AgentOf(request) == "one" ? "handoff_to_two" : "handoff_to_one", """{"message":"yours"}""") : ModelReply.Text("Then I do it."));
        await using var app = await AgentApp.StartAsync(server, Plain("one"), Plain("two"));

        var result = await app.TeamAsync("Handoff", new TeamRequest(["one", "two"], "Help.") { Rounds = 3 });

        Assert.Equal(("Then I do it.", 3), (result.Text, result.Rounds));
    }

    [Fact]
    public async Task PlanExecute_WithAStepThatFails_PlansAgain()
    {
        var plans = 0;
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) == "doer"
            ? request.Text.Contains("Your step: impossible", StringComparison.Ordinal) ? ModelReply.Error(400, "invalid_request_error") : ModelReply.Text("did it")
            : Interlocked.Increment(ref plans) switch
            {
                1 => AgentApp.Json(new { done = false, answer = "", steps = new[] { "impossible", "never" } }),
                2 => AgentApp.Json(new { done = false, answer = "", steps = new[] { "possible" } }),
                _ => AgentApp.Json(new { done = true, answer = "Done the other way.", steps = Array.Empty<string>() }),
            });
        await using var app = await AgentApp.StartAsync(server, Plain("planner"), Plain("doer"));

        var result = await app.TeamAsync("PlanExecute", new TeamRequest(["planner", "doer"], "Do it."));

        Assert.Equal(("Done the other way.", 2), (result.Text, result.Rounds));
        Assert.Equal([false, true, true], result.Answers.Select(answer => answer.IsAnswered));
        Assert.DoesNotContain(server.Requests, request => request.Text.Contains("Your step: never", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reflection_WithACritic_WritesAgainUntilItIsAccepted()
    {
        var drafts = 0;
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) == "writer"
            ? ModelReply.Text("draft " + Interlocked.Increment(ref drafts)) : AgentApp.Json(new { accept = drafts == 2, problems = "too short" }));
        await using var app = await AgentApp.StartAsync(server, Plain("writer"), Plain("critic"));

        var result = await app.TeamAsync("Reflection", new TeamRequest(["writer", "critic"], "Write."));
        Assert.Equal(("draft 2", "", 2), (result.Text, result.Problem, result.Rounds));
        Assert.Contains("too short", server.Requests[2].Text, StringComparison.Ordinal);

        var never = await app.TeamAsync("Reflection", new TeamRequest(["writer", "critic"], "Write.") { Rounds = 1 });
        Assert.Contains("does not accept", never.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MapReduceFiles_OverManyFiles_ReducesInLayers()
    {
        var folder = Directory.CreateTempSubdirectory("map-reduce-");
        for (var i = 0; i < 25; i++)
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, $"{i}.txt"), "text");
        await using var server = await ModelServer.StartAsync(request => ModelReply.Text(AgentOf(request) == "reader" ? "read" : "combined"));
        await using var app = await AgentApp.StartAsync(server, Plain("reader"), Plain("combiner"));

        var result = await app.TeamAsync("MapReduceFiles", new TeamRequest(["reader", "combiner"], "Sum up.") { Folder = folder.FullName });

        folder.Delete(recursive: true);
        Assert.Equal(("combined", 2), (result.Text, result.Rounds));
        Assert.Equal(25 + 3, server.Requests.Count);
    }

    [Fact]
    public async Task Manager_WithWorkers_KeepsALedgerAndEnds()
    {
        var orders = 0;
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) != "boss" ? ModelReply.Text("made by " + AgentOf(request))
            : Interlocked.Increment(ref orders) switch
            {
                1 => AgentApp.Json(new { done = false, answer = "", tasks = new[] { Job("one", "saw"), Job("two", "paint"), Job("nobody", "sleep") } }),
                _ => AgentApp.Json(new { done = true, answer = "A chair.", tasks = Array.Empty<object>() }),
            });
        await using var app = await AgentApp.StartAsync(server, Plain("boss"), Plain("one"), Plain("two"));

        var result = await app.TeamAsync("Manager", new TeamRequest(["boss", "one", "two"], "Make a chair."));

        Assert.Equal(("A chair.", 1, 2), (result.Text, result.Rounds, result.Answers.Count));
        Assert.Contains("2. round 1, two, done: paint", server.Requests[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manager_WithoutProgress_IsToldToPlanAnew()
    {
        await using var server = await ModelServer.StartAsync(request => AgentOf(request) != "boss" ? ModelReply.Error(400, "invalid_request_error")
            : request.Text.Contains("There was no progress", StringComparison.Ordinal)
                ? AgentApp.Json(new { done = true, answer = "It cannot be done.", tasks = Array.Empty<object>() })
                : AgentApp.Json(new { done = false, answer = "", tasks = new[] { Job("one", "try") } }));
        await using var app = await AgentApp.StartAsync(server, Plain("boss"), Plain("one"));

        var result = await app.TeamAsync("Manager", new TeamRequest(["boss", "one"], "Do the impossible."));

        Assert.Equal(("It cannot be done.", 2), (result.Text, result.Rounds));
    }

    [Theory]
    [InlineData("Sequential", 0)]
    [InlineData("Debate", 2)]
    [InlineData("Reflection", 1)]
    public async Task Pattern_WithTooFewAgents_SaysWhatItNeeds(string pattern, int agents)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("never"));
        await using var app = await AgentApp.StartAsync(server, Plain("one"));

        Assert.Contains("needs", (await app.TeamAsync(pattern, new TeamRequest([.. Enumerable.Repeat("one", agents)], "Do."))).Problem, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    private static object Job(string worker, string task) => new { worker, task };

    private static string AgentOf(ModelRequest request) => AgentLine().Match(request.Text).Groups["agent"].Value;

    [GeneratedRegex("Agent: (?<agent>[a-z-]+)", RegexOptions.None, 1000)]
    private static partial Regex AgentLine();
}
