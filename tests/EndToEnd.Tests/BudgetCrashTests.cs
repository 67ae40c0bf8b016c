using System.Globalization;
using System.Text.Json;
using Models.TestServer;
using Runtime.Sqlite;

namespace EndToEnd.Tests;

/// <summary>kill -9 of runs that budgets hold back: what accounts, ledger and provider say fits together, whenever it happened.</summary>
public sealed class BudgetCrashTests : IDisposable
{
    private const int Runs = 6;
    private const int AgentsOfRun = 8;
    private const int CallsOfRun = 6;
    private const decimal Limit = 0.05m;

    private readonly ScratchFolder scratch = new();
    private readonly Chance chance = new();

    public BudgetCrashTests()
    {
        foreach (var agent in new[] { "one", "two", "three" })
            scratch.Write($"agents/{agent}.yaml", $"name: {agent}\ninstructions: Say yes.\n");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public Task Budgets_KilledAtRandom_AreNeverOverspentAndAgreeWithTheLedger() => chance.TellAsync(async () =>
    {
        await using var model = await ModelServer.StartAsync(_ => ModelReply.Text("yes").After(Task.Delay(chance.Next(60))));
        var kills = Chance.Kills(8);
        for (var kill = 0; kill < kills; kill++)
        {
            using var app = await TestApp.StartAsync(scratch, Settings(model));
            if (kill == 0)
                await StartRunsAsync(app);
            var until = model.Requests.Count + chance.Next(6);
            for (var waited = 0; model.Requests.Count < until && waited < 60; waited++)
                await Task.Delay(10);
            await Task.Delay(chance.Next(60));
            app.Process.Kill();
        }

        using var last = await TestApp.StartAsync(scratch, Settings(model));
        for (var run = 0; run < Runs; run++)
            await last.EndAsync($"run{run}");
        await CheckAsync(last, model.Requests.Count, kills);
    });

    [Fact]
    public async Task Question_OfABudget_SurvivesAKillAndIsAnsweredByTheCommandLine()
    {
        await using var model = await ModelServer.StartAsync(ModelReply.Text("yes"));
        var settings = new Dictionary<string, string>
        {
            ["Models__Default"] = $"compatible:test@{model.Address}/v1",
            ["Agents__Folder"] = scratch["agents"],
            ["Budgets__few__Per"] = "run",
            ["Budgets__few__Calls"] = "1",
            ["Budgets__few__OnCrossing"] = "ask",
            ["Budgets__few__Assignee"] = "ann",
        };
        string[] command = ["run", "sequential", """{"agents":["one","two","three"],"task":"Agree."}""", "--id", "r", "--resume", "--hub", scratch["hub"]];
        using (var process = WorkflowsProcess.Start(scratch.FullPath, settings, command))
        {
            await AskedAsync(process);
            process.Kill();
        }

        Assert.Single(model.Requests);
        var item = Assert.Single(await InboxAsync());
        Assert.Equal("Budget", Text(item, "Kind"));
        Assert.Equal(("ann", "reject", "r"), (Text(item, "Assignee"), Text(item, "Default"), Text(item, "Root")));
        Assert.Contains("1 of 1 calls", Text(item, "Text"), StringComparison.Ordinal);
        var id = Text(item, "Id");
        (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "answer", id, "--text", "lots", "--hub", scratch["hub"])).Refused(3, "usd=5");
        (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "answer", id, "--text", "calls=2", "--by", "ann", "--hub", scratch["hub"])).Succeeded();

        var end = (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, command)).Succeeded();
        Assert.Contains("yes", end.Output, StringComparison.Ordinal);
        Assert.Equal(3, model.Requests.Count);
        Assert.Empty(await InboxAsync());
        Assert.Contains("\"answered\",\"who\":\"ann\"", scratch.ReadText("hub/audit.jsonl"), StringComparison.Ordinal);
    }

    private static async Task StartRunsAsync(TestApp app)
    {
        var names = new[] { "one", "two", "three" };
        for (var run = 0; run < Runs; run++)
        {
            var agents = Enumerable.Range(0, AgentsOfRun).Select(place => names[place % names.Length]);
            await app.RunAsync("concurrent", $"run{run}", new { agents, task = "Agree.", how = "vote", parallel = 2, tenant = $"tenant{run % 2}" });
        }
    }

    private async Task CheckAsync(TestApp app, int requests, int kills)
    {
        var accounts = await AccountsAsync(app);
        foreach (var (key, account) in accounts)
            Assert.True(!account.GetProperty("Open").EnumerateObject().Any(), $"{key} still holds something: {account}");
        var all = await SumAsync(app, "all");
        var total = Assert.Single(all).Value;
        Assert.Equal(Money(accounts["money:all"]), total.Usd);
        foreach (var (by, budget, day) in new[] { ("run", "calls", ""), ("agent", "tokens", ":" + Day()), ("tenant", "hours", "") })
        {
            var sums = await SumAsync(app, by);
            Assert.Equal(total, (sums.Values.Sum(sum => sum.Calls), sums.Values.Sum(sum => sum.Usd)));
            foreach (var (key, sum) in sums)
            {
                var account = accounts[$"{budget}:{key}{day}"];
                Assert.Equal(sum, (account.GetProperty("Used").GetProperty("Calls").GetInt64(), Money(account)));
            }
        }

        Assert.All(accounts.Where(account => account.Key.StartsWith("calls:", StringComparison.Ordinal)), account =>
            Assert.InRange(account.Value.GetProperty("Used").GetProperty("Calls").GetInt32(), 1, CallsOfRun));
        Assert.True(total.Usd < Limit + WorstCall, $"{total.Usd} of {Limit} was spent");
        // What the provider saw is in the ledger; what is there beyond it was noted, and killed before it was sent.
        Assert.InRange(total.Calls, requests, requests + (kills * Runs * 2));
        using var ledger = new SqliteDatabase(scratch["hub/costs.db"], readOnly: true);
        Assert.Equal(0, ledger.ReadInt64("SELECT count(*) - count(DISTINCT call) FROM calls"));
        Assert.Equal(0, ledger.ReadInt64("SELECT count(*) FROM calls WHERE state = 0"));
    }

    /// <summary>The most one call can cost here: 64 tokens out, and less than 1,000 in.</summary>
    private const decimal WorstCall = (1_000 * 2.5m / 1_000_000) + (64 * 10m / 1_000_000);

    private static async Task<Dictionary<string, JsonElement>> AccountsAsync(TestApp app) =>
        (await app.GetAsync("/runtime/webhooks/durabletask/entities/modelbudget?fetchState=true")).EnumerateArray()
            .ToDictionary(entity => entity.GetProperty("entityId").GetProperty("key").GetString()!, entity => entity.GetProperty("state"));

    private static async Task<Dictionary<string, (long Calls, decimal Usd)>> SumAsync(TestApp app, string by) =>
        (await app.GetAsync($"/api/v1/costs?by={by}")).EnumerateArray().ToDictionary(sum => sum.GetProperty("key").GetString()!,
            sum => (sum.GetProperty("calls").GetInt64(), sum.GetProperty("usd").GetDecimal()));

    private static decimal Money(JsonElement account) => account.GetProperty("Used").GetProperty("Usd").GetDecimal();

    private static string Day() => DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private async Task AskedAsync(WorkflowsProcess process)
    {
        var path = scratch["hub/audit.jsonl"];
        for (var waited = 0; !File.Exists(path) || new FileInfo(path).Length == 0; waited++)
            Assert.True(waited < 6_000 && !await process.EndsWithinAsync(TimeSpan.FromMilliseconds(20)), process.Output + process.Error);
    }

    private async Task<List<JsonElement>> InboxAsync()
    {
        var shown = (await WorkflowsProcess.RunAsync(scratch.FullPath, "inbox", "--json", "--hub", scratch["hub"])).Succeeded();
        return [.. JsonDocument.Parse(shown.Output).RootElement.EnumerateArray()];
    }

    private static string Text(JsonElement item, string name) =>
        item.EnumerateObject().First(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value.GetString()!;

    private Dictionary<string, string> Settings(ModelServer model)
    {
        var settings = new Dictionary<string, string>
        {
            ["Agents__Folder"] = scratch["agents"],
            ["Tools__DataFolder"] = scratch["hub/tools"],
            ["Models__Default"] = "m",
            ["Models__Named__m__Provider"] = "openai-compatible",
            ["Models__Named__m__Model"] = "test-model",
            ["Models__Named__m__Endpoint"] = model.Address + "/v1",
            ["Models__Named__m__InputPricePerMillion"] = "2.5",
            ["Models__Named__m__OutputPricePerMillion"] = "10",
            ["Models__Named__m__MaxOutputTokens"] = "64",
        };
        foreach (var (name, per, what, most) in new[]
        {
            ("money", "all", "Usd", Limit.ToString(CultureInfo.InvariantCulture)), ("calls", "run", "Calls", $"{CallsOfRun}"),
            ("tokens", "agent", "Tokens", "1000000"), ("hours", "tenant", "Seconds", "1000000"),
        })
        {
            settings[$"Budgets__{name}__Per"] = per;
            settings[$"Budgets__{name}__{what}"] = most;
        }

        settings["Budgets__tokens__Period"] = "day";
        return settings;
    }
}
