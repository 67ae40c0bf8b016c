using System.Net;
using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>Agents as a user has them: files in a folder, the command line, HTTP, and a model behind HTTP.</summary>
public sealed class AgentProcessTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public AgentProcessTests() => scratch.Write("agents/plain.yaml", "name: plain\ninstructions: Answer.\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Start_WithWrongAgents_SaysAllThatIsWrongAndEndsWith6()
    {
        scratch.Write("agents/a.yaml", "name: Bad Name\ntools: [files_raed]\nlimits: { steps: 0 }\n");
        scratch.Write("agents/b.yaml", "name: b\ninstructions: Go.\nmodel: { name: nowhere }\noutput:\n  schema: { type: object, properties: { x: { type: strin } } }\n");
        await using var model = await ModelServer.StartAsync(ModelReply.Text("never"));

        string[] said = ["a.yaml(1)", "'Bad Name'", "'instructions' is missing", "a.yaml(2)", "'files_raed'", "a.yaml(3)", "'steps'", "b.yaml(3)", "'nowhere'", "b.yaml(5)", "properties/x/type"];
        (await RunAsync(model, "run", "agent", """{"agent":"plain","task":"Go."}""")).Refused(6, said);
        (await RunAsync(model, "dev", "--port", "0")).Refused(6, said);
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task Run_OfAnAgentAskedWrongly_SaysWhatIsWrongAndDoesNotEndWith0()
    {
        await using var model = await ModelServer.StartAsync(ModelReply.Text("never"));

        (await RunAsync(model, "run", "agent")).Refused(3, "lacks 'agent', 'task'");
        (await RunAsync(model, "run", "debate", """{"task":"x"}""")).Refused(3, "lacks 'agents'");
        (await RunAsync(model, "run", "agent", """{"agent":["x"],"task":"x"}""")).Refused(3, "not the JSON of Agent");
        (await RunAsync(model, "run", "agent", """{"agent":"nobody","task":"x"}""")).Refused(1, "There is no agent 'nobody'", "plain");
        (await RunAsync(model, "run", "debate", """{"agents":["plain"],"task":"x"}""")).Refused(1, "needs two sides and a judge");
        Assert.Empty(model.Requests);
    }

    [Fact]
    public async Task Concurrent_OfAHundredAndTwentyAgents_AsksAllAtOnce()
    {
        const int agents = 120;
        var (asked, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var model = await ModelServer.StartAsync(_ =>
        {
            if (Interlocked.Increment(ref asked) == agents)
                all.SetResult();
            return ModelReply.Text("yes").After(all.Task);
        });
        scratch.Write("host.json", """{ "version": "2.0", "extensions": { "durableTask": { "maxConcurrentActivityFunctions": 200 } } }""");
        var settings = Settings(model);
        settings["Models__Default"] = "m";
        settings["Models__Named__m__Provider"] = "openai-compatible";
        settings["Models__Named__m__Model"] = "test-model";
        settings["Models__Named__m__Endpoint"] = model.Address + "/v1";
        settings["Models__Named__m__MaxConcurrent"] = "200";
        var input = JsonSerializer.Serialize(new { agents = Enumerable.Repeat("plain", agents), task = "Say.", how = "vote", parallel = agents });

        var end = (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "run", "concurrent", input, "--json", "--hub", scratch["hub"]));

        Assert.True(end.ExitCode == 0, end.Error);
        Assert.Equal(agents, model.Requests.Count);
        Assert.Contains("yes", end.Output, StringComparison.Ordinal);
        Assert.True(end.PeakBytes < 1L << 30, $"{end.PeakBytes} bytes");
    }

    [Fact]
    public async Task Edit_WhileARunWaits_IsForLaterRunsOnlyAndAWrongOneForNone()
    {
        scratch.Write("agents/asker.yaml", Asker("Speak softly.", 3600));
        await using var model = await ModelServer.StartAsync(request => IsAnswered(request) ? ModelReply.Text("Done.") : Question());
        using var dev = await DevServer.StartAsync(scratch, Settings(model));
        await StartAsync(dev, "one");
        await ItemAsync(dev, "one");
        scratch.Write("agents/asker.yaml", Asker("Speak very loudly.", 3600));
        await StartAsync(dev, "two");
        await ItemAsync(dev, "two");
        scratch.Write("agents/asker.yaml", "name: asker\ninstructionz: Nothing.\n");
        await StartAsync(dev, "three");
        await ItemAsync(dev, "three");

        foreach (var run in new[] { "one", "two", "three" })
        {
            var item = await ItemAsync(dev, run);
            Assert.Equal(HttpStatusCode.Accepted, (await dev.PostAsync($"/api/v1/inbox/{item}/answer", """{"by":"ann","text":"red"}""")).Status);
            await dev.WaitAsync(run, "Completed");
        }

        var answered = model.Requests.Where(IsAnswered).Select(request => request.Text.Contains("very loudly", StringComparison.Ordinal)).ToList();
        Assert.Equal([false, true, true], answered);
        Assert.Contains("instructionz", dev.Process.Error + dev.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_NobodyAnswers_GoesOnWithTheStatedDefault()
    {
        scratch.Write("agents/asker.yaml", Asker("Ask.", 1));
        await using var model = await ModelServer.StartAsync(request => IsAnswered(request) ? ModelReply.Text("Blue it is.") : Question());

        var end = (await RunAsync(model, "run", "agent", """{"agent":"asker","task":"Paint."}""", "--id", "r")).Succeeded();

        Assert.Contains("Blue it is.", end.Output, StringComparison.Ordinal);
        Assert.Contains("Take blue.", model.Requests[^1].Text, StringComparison.Ordinal);
        var audit = scratch.ReadText("hub/audit.jsonl").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, audit.Length);
        Assert.Contains("\"expired\",\"who\":\"nobody\"", audit[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbox_BesideARunningDev_IsDelegatedAnsweredAndAudited()
    {
        scratch.Write("agents/asker.yaml", Asker("Ask.", 3600));
        await using var model = await ModelServer.StartAsync(request => IsAnswered(request) ? ModelReply.Text("Red it is.") : Question());
        using var dev = await DevServer.StartAsync(scratch, Settings(model));
        await StartAsync(dev, "r");
        var item = await ItemAsync(dev, "r");

        var shown = (await RunAsync(model, "inbox")).Succeeded().Output;
        Assert.Contains("Which colour?", shown, StringComparison.Ordinal);
        Assert.Contains("if nobody decides: Take blue.", shown, StringComparison.Ordinal);
        (await RunAsync(model, "delegate", item, "--to", "carl", "--by", "ann")).Succeeded();
        (await RunAsync(model, "approve", item, "--by", "carl")).Refused(3, "question");
        (await RunAsync(model, "answer", item, "--text", "Red.", "--by", "carl")).Succeeded();
        await dev.WaitAsync("r", "Completed");
        (await RunAsync(model, "answer", item, "--text", "Late.", "--by", "eve")).Refused(2, "no open item");

        var entries = (await dev.GetAsync("/api/v1/inbox/audit?run=r")).Json;
        Assert.Equal(["asked asker", "delegated ann", "answered carl"], entries.GetProperty("entries").EnumerateArray()
            .Select(entry => $"{entry.GetProperty("what").GetString()} {entry.GetProperty("who").GetString()}"));
        Assert.Equal(JsonValueKind.Null, entries.GetProperty("brokenLine").ValueKind);
        var text = scratch.ReadText("hub/audit.jsonl");
        scratch.Write("hub/audit.jsonl", text.Replace("\"delegated\",\"who\":\"ann\"", "\"delegated\",\"who\":\"eve\"", StringComparison.Ordinal));
        Assert.Equal(3, (await dev.GetAsync("/api/v1/inbox/audit")).Json.GetProperty("brokenLine").GetInt32());
    }

    [Fact]
    public async Task Inbox_OfATerminatedRun_IsEmpty()
    {
        scratch.Write("agents/asker.yaml", Asker("Ask.", 3600));
        await using var model = await ModelServer.StartAsync(_ => Question());
        using var dev = await DevServer.StartAsync(scratch, Settings(model));
        await StartAsync(dev, "r");
        var item = await ItemAsync(dev, "r");
        (await RunAsync(model, "terminate", "r")).Succeeded();
        await dev.WaitAsync("r", "Terminated");

        Assert.Contains("Nothing waits", (await RunAsync(model, "inbox")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await dev.PostAsync($"/api/v1/inbox/{item}/answer", """{"by":"ann","text":"red"}""")).Status);
    }

    [Fact]
    public async Task Session_OverTwoProcesses_GoesOnWhereItWas()
    {
        scratch.Write("agents/friend.yaml", "name: friend\ninstructions: Chat.\nmemory: { session: true }\n");
        await using var model = await ModelServer.StartAsync(ModelReply.Text("Hello Ann."), ModelReply.Text("You are Ann."));

        (await RunAsync(model, "run", "agent", """{"agent":"friend","task":"I am Ann.","session":"s"}""")).Succeeded();
        var end = (await RunAsync(model, "run", "agent", """{"agent":"friend","task":"Who am I?","session":"s"}""")).Succeeded();

        Assert.Contains("You are Ann.", end.Output, StringComparison.Ordinal);
        Assert.Contains("Hello Ann.", model.Requests[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_OverAStopAndAStart_IsReadOnWithoutAGap()
    {
        scratch.Write("agents/asker.yaml", Asker("Ask.", 3600));
        await using var model = await ModelServer.StartAsync(request => IsAnswered(request) ? ModelReply.Text("one two three") : Question());
        var stream = new StreamFollower("r");
        string item;
        using (var dev = await DevServer.StartAsync(scratch, Settings(model)))
        {
            await StartAsync(dev, "r");
            item = await ItemAsync(dev, "r");
            using var hungUp = new CancellationTokenSource();
            var reading = stream.ReadAsync(dev.Address, hungUp.Token);
            await dev.Process.SignalAsync("TERM");
            Assert.Equal(0, await dev.Process.ExitAsync());
            Assert.False(await reading);
        }

        using var again = await DevServer.StartAsync(scratch, Settings(model));
        (await RunAsync(model, "answer", item, "--text", "Red.", "--by", "ann")).Succeeded();
        await again.WaitAsync("r", "Completed");
        await stream.ReadToEndAsync(again.Address);

        Assert.Equal(Enumerable.Range(1, stream.Seen.Count).Select(id => (long)id), stream.Seen.Select(entry => entry.Id));
        Assert.Equal("one two three", stream.LastAnswer());
    }

    [Fact]
    public async Task Costs_OfAPattern_AreTheSameHoweverTheyAreSummed()
    {
        scratch.Write("agents/other.yaml", "name: other\ninstructions: Answer.\n");
        await using var model = await ModelServer.StartAsync(ModelReply.Text("yes"));
        (await RunAsync(model, "run", "sequential", """{"agents":["plain","other","plain"],"task":"Go.","tenant":"t"}""", "--id", "r")).Succeeded();

        var sums = new List<(long, long)>();
        foreach (var by in new[] { "run", "agent", "model", "day", "tenant", "task", "all" })
        {
            var listed = JsonDocument.Parse((await RunAsync(model, "costs", "--by", by, "--json")).Succeeded().Output).RootElement.EnumerateArray().ToList();
            sums.Add((listed.Sum(sum => sum.GetProperty("calls").GetInt64()), listed.Sum(sum => sum.GetProperty("inputTokens").GetInt64() + sum.GetProperty("outputTokens").GetInt64())));
            if (by is "run" or "tenant")
                Assert.Equal(by == "run" ? "r" : "t", Assert.Single(listed).GetProperty("key").GetString());
        }

        Assert.All(sums, sum => Assert.Equal((3L, 450L), sum));
    }

    private static string Asker(string instructions, int deadline) =>
        $"name: asker\ninstructions: {instructions}\ntools: [ask_person]\npeople: {{ assignee: ann, deadlineSeconds: {deadline}, defaultAnswer: Take blue. }}\n";

    private static ModelReply Question() => ModelReply.Tool("q", "ask_person", """{"question":"Which colour?"}""");

    private static bool IsAnswered(ModelRequest request) => request.Messages.Any(message => message.GetProperty("role").GetString() == "tool");

    private static async Task StartAsync(DevServer dev, string run) =>
        Assert.Equal(HttpStatusCode.Accepted, (await dev.PostAsync($"/api/workflows/agent?id={run}", """{"agent":"asker","task":"Paint."}""")).Status);

    /// <summary>Waits until a run has its item in the inbox.</summary>
    private static async Task<string> ItemAsync(DevServer dev, string run)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var items = (await dev.GetAsync($"/api/v1/inbox?run={run}")).Json.GetProperty("items");
            if (items.GetArrayLength() > 0)
                return items[0].GetProperty("id").GetString()!;
            await Task.Delay(20, limit.Token);
        }
    }

    private Task<Ending> RunAsync(ModelServer model, params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, Settings(model), [.. arguments, "--hub", scratch["hub"]]);

    private Dictionary<string, string> Settings(ModelServer model) => new()
    {
        ["Models__Default"] = $"compatible:test@{model.Address}/v1",
        ["Agents__Folder"] = scratch["agents"],
        ["Tools__DataFolder"] = scratch["hub/tools"],
    };
}
