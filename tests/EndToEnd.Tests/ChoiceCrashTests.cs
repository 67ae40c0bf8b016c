using System.Text.Json;
using Models.TestServer;
using Runtime.Sqlite;

namespace EndToEnd.Tests;

/// <summary>kill -9 of a run whose model was chosen: it goes on with that choice, although by what is known at the restart it would be another.</summary>
public sealed class ChoiceCrashTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public ChoiceCrashTests() => scratch.Write(
        "agents/chooser.yaml", "name: chooser\ninstructions: Say yes.\ntools: [text_count]\nmodel: { choose: { among: [a, b] }, task: t }\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Choice_KilledWhileAPersonIsAskedForMoney_Stands()
    {
        await using var model = await ModelServer.StartAsync(request => request.Text.Contains("tool_call_id", StringComparison.Ordinal)
            ? ModelReply.Text("yes") : ModelReply.Tool("c", "text_count", """{"text":"yes"}"""));
        await RunAsync(model, "first");
        var budget = new Dictionary<string, string>(Settings(model))
        {
            ["Budgets__few__Per"] = "run",
            ["Budgets__few__Calls"] = "1",
            ["Budgets__few__OnCrossing"] = "ask",
        };
        Teach(good: "a", bad: "b");
        using (var process = WorkflowsProcess.Start(scratch.FullPath, budget, Command("r")))
        {
            await AskedAsync(process);
            process.Kill();
        }

        Teach(good: "b", bad: "a");
        var shown = (await WorkflowsProcess.RunAsync(scratch.FullPath, budget, "inbox", "--json", "--hub", scratch["hub"])).Succeeded();
        var item = Assert.Single(JsonDocument.Parse(shown.Output).RootElement.EnumerateArray()).GetProperty("id").GetString()!;
        (await WorkflowsProcess.RunAsync(scratch.FullPath, budget, "approve", item, "--by", "ann", "--hub", scratch["hub"])).Succeeded();
        (await WorkflowsProcess.RunAsync(scratch.FullPath, budget, Command("r"))).Succeeded();

        Assert.Equal(["model-a", "model-a"], model.Requests.Skip(2).Select(request => request.Model));
        await ChoicesAreAsync(["a", "a"]);
        await RunAsync(model, "last");
        Assert.Equal("model-b", model.Requests[4].Model);
    }

    [Fact]
    public async Task Choice_KilledWhileTheModelAnswers_Stands()
    {
        var answers = true;
        await using var model = await ModelServer.StartAsync(_ => Volatile.Read(ref answers) ? ModelReply.Text("yes") : ModelReply.Silence());
        await RunAsync(model, "first");
        await model.ArrivalAsync();
        Teach(good: "a", bad: "b");
        Volatile.Write(ref answers, false);
        using (var process = WorkflowsProcess.Start(scratch.FullPath, Settings(model), Command("r")))
        {
            await model.ArrivalAsync();
            process.Kill();
        }

        Volatile.Write(ref answers, true);
        Teach(good: "b", bad: "a");
        await RunAsync(model, "r");

        Assert.Equal(["model-a", "model-a"], model.Requests.Skip(1).Select(request => request.Model));
        Assert.Contains("as chosen before", await ChoicesAreAsync(["a", "a"]), StringComparison.Ordinal);
        await RunAsync(model, "last");
        Assert.Equal("model-b", model.Requests[^1].Model);
    }

    /// <summary>What a hundred calls of each would have taught; no process has the books open.</summary>
    private void Teach(string good, string bad)
    {
        using var books = new SqliteDatabase(scratch["hub/costs.db"], readOnly: false);
        books.Execute("DELETE FROM arms");
        foreach (var (model, quality) in new[] { (good, 100), (bad, 0) })
            books.Execute($"INSERT INTO arms VALUES ('{model}', 't', 100, 100, 100, {quality}, 10, 0)");
    }

    /// <summary>The choices in the run's history, each with its reason.</summary>
    private async Task<string> ChoicesAreAsync(string[] models)
    {
        var events = (await WorkflowsProcess.RunAsync(scratch.FullPath, "events", "r", "--hub", scratch["hub"])).Succeeded().Output;
        var chosen = events.Split('\n').Where(line => line.Contains("ActivityCompleted", StringComparison.Ordinal)
            && line.Contains("PlanModelCall", StringComparison.Ordinal)).ToList();
        Assert.Equal(models.Length, chosen.Count);
        Assert.All(chosen.Zip(models), pair => Assert.Contains($"\"Model\":\"{pair.Second}\",\"Reason\":\"", pair.First, StringComparison.Ordinal));
        return events;
    }

    private async Task RunAsync(ModelServer model, string id) =>
        (await WorkflowsProcess.RunAsync(scratch.FullPath, Settings(model), Command(id))).Succeeded();

    private string[] Command(string id) => ["run", "agent", """{"agent":"chooser","task":"Agree."}""", "--id", id, "--resume", "--hub", scratch["hub"]];

    private async Task AskedAsync(WorkflowsProcess process)
    {
        var path = scratch["hub/audit.jsonl"];
        for (var waited = 0; !File.Exists(path) || new FileInfo(path).Length == 0; waited++)
            Assert.True(waited < 6_000 && !await process.EndsWithinAsync(TimeSpan.FromMilliseconds(20)), process.Output + process.Error);
    }

    private Dictionary<string, string> Settings(ModelServer model)
    {
        var settings = new Dictionary<string, string>
        {
            ["Models__Default"] = "a",
            ["Agents__Folder"] = scratch["agents"],
            ["Tools__DataFolder"] = scratch["hub/tools"],
        };
        foreach (var name in new[] { "a", "b" })
        {
            settings[$"Models__Named__{name}__Provider"] = "openai-compatible";
            settings[$"Models__Named__{name}__Model"] = $"model-{name}";
            settings[$"Models__Named__{name}__Endpoint"] = model.Address + "/v1";
        }

        return settings;
    }
}
