using System.Globalization;
using System.Text.Json;
using Models.TestServer;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;

namespace EndToEnd.Tests;

/// <summary>The verbs that read and steer runs, on a hub that nobody has open and beside a running <c>dev</c>.</summary>
public sealed class VerbTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public VerbTests()
    {
        scratch.Write("good/A.cs", "public sealed class A;\n");
        scratch.Write("good/other/B.cs", "public sealed class B;\n");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Fork_OfAFinishedReview_ExecutesOnlyWhatCameLater()
    {
        var settings = new Dictionary<string, string> { ["Host__ExecutionLog"] = scratch["executed.log"] };
        (await ReviewAsync("old", settings)).Succeeded();
        var events = Events((await VerbAsync("events", "old", "--json")).Succeeded());
        var results = events.Where(item => Kind(item) == "ActivityCompleted").ToList();
        var at = Number(results[^2]);
        var kept = results.Where(item => Number(item) < at).Select(Task).ToHashSet();

        var before = Executed("old");
        Assert.Contains("forked from old at event", (await VerbAsync(settings, "fork", "old", "--at", $"{at}", "--id", "new")).Succeeded().Output, StringComparison.Ordinal);
        Assert.Empty(Executed("new"));
        Assert.Contains("Running", (await VerbAsync("show", "new")).Succeeded().Output, StringComparison.Ordinal);

        (await ReviewAsync("new", settings, "--resume")).Succeeded();
        Assert.Equal(before.Except(kept).Order(), Executed("new").Order());
        Assert.Equal(before, Executed("old"));
        var shown = (await VerbAsync("show", "new")).Succeeded();
        Assert.Contains($"old at event {at}", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Completed", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfAnUnfinishedReview_IsCheckedAndCarriedOnElsewhere()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using (var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model)))
        {
            await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
            await model.ArrivalAsync();
            (await VerbAsync("export", "long", "long.json")).Succeeded();
            (await VerbAsync("export", "long", "long.json")).Refused(3, "exists", "another file");
            (await VerbAsync("export", "long", "copy.json", "--url", dev.Address.ToString())).Succeeded();
        }

        Assert.Contains("same      long", (await VerbAsync("replay", "long.json")).Succeeded().Output, StringComparison.Ordinal);
        var expected = await TamperAsync("long.json", "other.json");
        var differs = await VerbAsync("replay", "other.json");
        Assert.Equal(1, differs.ExitCode);
        Assert.Contains($"differs   long at event {expected}:", differs.Output, StringComparison.Ordinal);
        Assert.Contains("'Renamed'", differs.Output, StringComparison.Ordinal);

        var imported = (await WorkflowsProcess.RunAsync(scratch.FullPath, "import", "long.json", "--hub", scratch["elsewhere"])).Succeeded();
        Assert.Contains("Imported run long", imported.Output, StringComparison.Ordinal);
        (await WorkflowsProcess.RunAsync(scratch.FullPath, "import", "long.json", "--hub", scratch["elsewhere"])).Refused(1, "long", "in use");
        (await WorkflowsProcess.RunAsync(scratch.FullPath, "run", "review", scratch["good"], "--id", "long", "--resume", "--hub", scratch["elsewhere"])).Succeeded();
    }

    [Fact]
    public async Task Steer_WhileDevRuns_GoesThroughTheOwner()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model));
        await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
        await model.ArrivalAsync();

        Assert.Contains("sub-orchestration 'Agent'", (await VerbAsync("show", "long")).Succeeded().Output, StringComparison.Ordinal);
        foreach (string[] url in new string[][] { [], ["--url", dev.Address.ToString()] })
        {
            var shown = await ShowAgentsAsync(url);
            Assert.Contains("activity 'AskModel'", shown, StringComparison.Ordinal);
            Assert.Contains("running since", shown, StringComparison.Ordinal);
        }

        Assert.Equal("Running", JsonDocument.Parse((await VerbAsync("show", "long", "--json")).Succeeded().Output).RootElement.GetProperty("status").GetString());
        (await VerbAsync("purge", "long")).Refused(2, "not finished");
        (await VerbAsync("suspend", "long", "--reason", "lunch")).Succeeded();
        await dev.WaitAsync("long", "Suspended");
        (await VerbAsync("resume", "long")).Succeeded();
        (await VerbAsync("raise", "long", "hello", "{\"a\":1}")).Succeeded();
        (await VerbAsync("rewind", "long")).Refused(1, "failed");
        var forked = (await VerbAsync("fork", "long", "--at", "0", "--id", "twin", "--json")).Succeeded();
        Assert.Equal("twin", JsonDocument.Parse(forked.Output).RootElement.GetProperty("id").GetString());
        (await VerbAsync("terminate", "twin", "--recursive")).Succeeded();
        (await VerbAsync("terminate", "long", "--reason", "enough")).Succeeded();
        Assert.Contains("enough", (await dev.WaitAsync("long", "Terminated")).Body, StringComparison.Ordinal);
        (await VerbAsync("terminate", "long")).Refused(1, "finished");
        (await VerbAsync("terminate", "nobody")).Refused(2, "nobody");
        (await VerbAsync("purge", "long")).Succeeded();
        (await VerbAsync("show", "long")).Refused(2, "long");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_OfAReview_EndsItsAgentsUnlessItAloneIsMeant(bool only)
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model));
        await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
        await model.ArrivalAsync();
        var agents = await AgentsAsync();

        (await VerbAsync(["terminate", "long", .. only ? new[] { "--only" } : []])).Succeeded();

        await dev.WaitAsync("long", "Terminated");
        Assert.NotEmpty(agents);
        foreach (var agent in agents)
        {
            if (only)
                (await VerbAsync("terminate", agent)).Succeeded();      // which is refused for a run that has ended
            await dev.WaitAsync(agent, "Terminated");
        }
    }

    [Fact]
    public async Task Terminate_OfAReviewThatNobodyCarriesOn_EndsItsAgentsBeforeTheyAskAgain()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using (var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model)))
        {
            await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
            await model.ArrivalAsync();
            dev.Process.Kill();
        }

        var asked = model.Requests.Count;
        Assert.Contains("end with the next run or dev", (await VerbAsync("terminate", "long")).Succeeded().Output, StringComparison.Ordinal);
        var agents = await AgentsAsync();
        var log = new Dictionary<string, string>(DevTests.Waiting(model)) { ["Host__ExecutionLog"] = scratch["executed.log"] };
        using (var dev = await DevServer.StartAsync(scratch, log))
        {
            foreach (var agent in agents)
                await dev.WaitAsync(agent, "Terminated");
        }

        Assert.NotEmpty(agents);
        Assert.All(agents, agent => Assert.Empty(Executed(agent)));
        Assert.Equal(asked, model.Requests.Count);
    }

    [Fact]
    public async Task Steer_OfAHubThatNobodyHasOpen_ChangesTheRunAndRunsNothing()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using (var dev = await DevServer.StartAsync(scratch, DevTests.Waiting(model)))
        {
            await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
            await model.ArrivalAsync();
            dev.Process.Kill();
        }

        var log = new Dictionary<string, string> { ["Host__ExecutionLog"] = scratch["executed.log"] };
        Assert.Contains("sub-orchestration 'Agent'", (await VerbAsync("show", "long")).Succeeded().Output, StringComparison.Ordinal);
        (await VerbAsync(log, "suspend", "long")).Succeeded();
        Assert.Contains("it is suspended", (await VerbAsync("show", "long")).Succeeded().Output, StringComparison.Ordinal);
        (await VerbAsync(log, "resume", "long")).Succeeded();
        (await VerbAsync(log, "raise", "long", "hello")).Succeeded();
        (await VerbAsync("raise", "long", "hello", "{")).Refused(3, "JSON");
        (await VerbAsync("fork", "long", "--at", "9999")).Refused(3, "9999");
        (await VerbAsync("purge", "long")).Refused(1, "not finished");
        (await VerbAsync("rewind", "long")).Refused(1, "failed");
        (await VerbAsync(log, "terminate", "long", "--reason", "enough")).Succeeded();
        var ended = (await VerbAsync("show", "long")).Succeeded().Output;
        Assert.Contains("Terminated", ended, StringComparison.Ordinal);
        Assert.Contains("enough", ended, StringComparison.Ordinal);
        (await VerbAsync("resume", "long")).Refused(1, "finished");
        (await VerbAsync("purge", "long")).Succeeded();
        (await VerbAsync("events", "long")).Refused(2, "long");
        (await VerbAsync("terminate", "long")).Refused(2, "long");
        Assert.Empty(Executed("long"));
    }

    [Fact]
    public async Task Steer_WhileRunHasTheHub_SaysWhoAndThatItAnswersNoHttp()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using var run = WorkflowsProcess.Start(scratch.FullPath, DevTests.Waiting(model), "run", "review", scratch["good"], "--id", "held", "--hub", scratch["hub"]);
        await model.ArrivalAsync();
        (await VerbAsync("terminate", "held")).Refused(4, "in use by process", "no HTTP");
        Assert.Contains("sub-orchestration 'Agent'", (await VerbAsync("show", "held")).Succeeded().Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_WithBadArguments_SaysWhatIsWrong()
    {
        (await VerbAsync("show", "nobody")).Refused(2, "nobody");
        (await VerbAsync("export", "nobody")).Refused(2, "nobody");
        (await VerbAsync("replay", "nobody")).Refused(2, "nobody");
        (await VerbAsync("import", "missing.json")).Refused(3, "missing.json");
        (await VerbAsync("show", "x", "--url", "nowhere")).Refused(2, "nowhere");
        (await VerbAsync("show", "x", "--url", "http://127.0.0.1:1")).Refused(4, "No server answers");
        scratch.Write("no.json", "{ \"format\": 1 }");
        (await VerbAsync("import", "no.json")).Refused(3, "no archive");
        scratch.Write("no.json", "hello");
        (await VerbAsync("replay", "no.json")).Refused(3, "no archive");
    }

    /// <summary>What the runs of a review's agents wait for.</summary>
    private async Task<string> ShowAgentsAsync(params string[] more)
    {
        var shown = "";
        foreach (var agent in await AgentsAsync())
            shown += (await VerbAsync(["show", agent, .. more])).Succeeded().Output;
        return shown;
    }

    private async Task<List<string>> AgentsAsync() =>
        [.. JsonDocument.Parse((await VerbAsync("ls", "--parent", "long", "--json")).Succeeded().Output).RootElement.EnumerateArray()
            .Select(child => child.GetProperty("id").GetString()!)];

    private Task<Ending> ReviewAsync(string id, Dictionary<string, string> settings, params string[] more) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, settings, ["run", "review", scratch["good"], "--id", id, "--hub", scratch["hub"], "--out", scratch["out"], .. more]);

    private Task<Ending> VerbAsync(params string[] arguments) => VerbAsync([], arguments);

    private Task<Ending> VerbAsync(Dictionary<string, string> settings, params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, settings, [.. arguments, "--hub", scratch["hub"]]);

    /// <summary>Renames the last activity that the code called.</summary>
    /// <returns>The number of that event.</returns>
    private async Task<int> TamperAsync(string from, string to)
    {
        RunArchive archive;
        await using (var source = File.OpenRead(scratch[from]))
            archive = await RunArchiveFile.ReadAsync(source, CancellationToken.None);
        var turns = archive.Runs[0].Chunks.Select(chunk => HistoryCodec.Decode(chunk)).ToList();
        var target = HistoryReader.Number(turns).Last(item => item.Event is ActivityScheduled);
        var turn = turns[target.Turn];
        turns[target.Turn] = turn with
        {
            Decided = [.. turn.Decided.Select(item => ReferenceEquals(item, target.Event) ? (ActivityScheduled)item with { Name = "Renamed" } : item)],
        };
        await using var file = File.Create(scratch[to]);
        var tampered = archive.Runs[0] with { Chunks = [.. turns.Select(HistoryCodec.Encode)] };
        await RunArchiveFile.WriteAsync(file, archive with { Runs = [tampered] }, CancellationToken.None);
        return target.Number;
    }

    private List<int> Executed(string id) => !File.Exists(scratch["executed.log"]) ? [] :
        [.. File.ReadLines(scratch["executed.log"]).Select(line => line.Split('\t'))
            .Where(line => line[0] == id).Select(line => int.Parse(line[1], CultureInfo.InvariantCulture))];

    private static List<JsonElement> Events(Ending ending) => [.. JsonDocument.Parse(ending.Output).RootElement.EnumerateArray()];

    private static string Kind(JsonElement item) => item.GetProperty("kind").GetString()!;

    private static int Number(JsonElement item) => item.GetProperty("number").GetInt32();

    private static int Task(JsonElement item) => item.GetProperty("taskId").GetInt32();
}
