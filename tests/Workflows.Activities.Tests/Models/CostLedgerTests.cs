using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models.Costs;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>The ledger: every call once, sums that are equal however they are cut, and nothing lost in a crash.</summary>
public sealed class CostLedgerTests
{
    private static readonly DateTimeOffset Start = new(2031, 3, 14, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Sum_ByWhateverIsAsked_IsAlwaysTheSame(int seed)
    {
        await using var models = new TestModels([]);
        var ledger = models.Services.GetRequiredService<CostLedger>();
#pragma warning disable CA5394 // repeatable numbers, not secret ones
        var chance = new Random(seed);
        var expected = CostSum.Zero("all");
        for (var i = 0; i < 60; i++)
        {
            var entry = new CostEntry($"call{chance.Next(40)}", Start.AddHours(chance.Next(100)), $"m{chance.Next(3)}")
            {
                Run = $"r{chance.Next(5)}", Agent = $"a{chance.Next(4)}", Tenant = $"t{chance.Next(2)}", Task = "x", WorstUsd = 0.5m,
            };
            var row = ledger.Begin(entry);
            var usage = new ModelUsage(chance.Next(5_000), chance.Next(900), chance.Next(5) == 0 ? null : chance.Next(1_000_000) / 1_000_000_007m);
            ModelOutcome outcome = chance.Next(4) == 0 ? new Unavailable("down") : new Answered("x");
            outcome = outcome with { Usage = usage, LatencyMs = chance.Next(9_000) };
            ledger.Finish(row, outcome);
            expected = expected.Plus(new CostSum("all", 1, outcome is Answered ? 0 : 1, usage.InputTokens, 0, usage.OutputTokens,
                CostLedger.Units(usage.CostUsd) / LedgerSchema.Unit ?? 0, usage.CostUsd is null ? 1 : 0, outcome.LatencyMs / 1000.0));
        }
#pragma warning restore CA5394

        foreach (var by in CostReport.Groupings)
        {
            var sums = CostReport.Read(models.Folder, by);
            var total = sums.Aggregate(CostSum.Zero("all"), (sum, one) => sum.Plus(one));
            Assert.Equal(expected with { Seconds = 0 }, total with { Seconds = 0 });
            Assert.Equal(expected.Seconds, total.Seconds, 6);
            Assert.Equal(sums.Count, sums.Select(sum => sum.Key).Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public async Task Ask_EveryEnd_IsInTheLedgerAsItsOutcomeSays()
    {
        await using var server = await ModelServer.StartAsync(
            ModelReply.Text("yes"), ModelReply.Throttled(1), ModelReply.Garbage(), ModelReply.Text("again"));
        await using var models = TestModels.At(server, "openai");
        var outcomes = new List<ModelOutcome>();
        for (var i = 0; i < 4; i++)
        {
            outcomes.Add(await models.AskAsync(new ModelCall("", "?") { Who = new ModelAsker("critic") { Run = "r1" } }));
            models.Time.Advance(TimeSpan.FromSeconds(2));       // what the throttle asked for
        }

        var sum = Assert.Single(CostReport.Read(models.Folder, "run"));
        Assert.Equal(("r1", 4L, 2L), (sum.Key, sum.Calls, sum.Failed));
        Assert.Equal(outcomes.Sum(outcome => outcome.Usage.CostUsd ?? 0), sum.Usd);
        Assert.Equal(outcomes.Sum(outcome => outcome.Usage.InputTokens), sum.InputTokens);
        Assert.Equal(outcomes.Count(outcome => outcome.Usage.CostUsd is null), sum.UnknownCost);
        Assert.Equal("critic", Assert.Single(CostReport.Read(models.Folder, "agent")).Key);
    }

    [Fact]
    public async Task Ask_AgainAfterACrashInTheMiddle_IsNotMadeAndCountsAtItsWorst()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("yes"));
        await using var models = TestModels.At(server, "openai");
        models.Services.GetRequiredService<CostLedger>().Begin(new CostEntry("c1", Start, "m") { Run = "r1", WorstUsd = 0.25m });

        var answer = await models.AskAsync(new ModelCall("", "?") { CallId = "c1", Who = new ModelAsker("a") { Run = "r1" } });

        Assert.True(Assert.IsType<Interrupted>(answer).WasCutOff);
        Assert.Equal(0.25m, answer.Usage.CostUsd);
        Assert.Empty(server.Requests);
        var sum = Assert.Single(CostReport.Read(models.Folder, "run"));
        Assert.Equal((1L, 1L, 0.25m), (sum.Calls, sum.Failed, sum.Usd));
    }

    [Fact]
    public async Task Ask_AgainAfterItsEnd_GivesTheSameAnswerWithoutAsking()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("yes"), ModelReply.Text("no"));
        await using var models = TestModels.At(server, "openai");
        var call = new ModelCall("", "?") { CallId = "c1", Who = new ModelAsker("a") { Run = "r1" } };

        var first = await models.AskAsync(call);
        var second = await models.AskAsync(call);
        var other = await models.AskAsync(call with { CallId = "c2" });

        Assert.Equal("yes", Assert.IsType<Answered>(first).Text);
        Assert.Equal(first.Usage, second.Usage);
        Assert.Equal("yes", Assert.IsType<Answered>(second).Text);
        Assert.Equal("no", Assert.IsType<Answered>(other).Text);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal(2, Assert.Single(CostReport.Read(models.Folder, "run")).Calls);
    }

    [Fact]
    public async Task Ask_AThousandCallsLater_KeepsNoAnswerOfThePast()
    {
        await using var models = new TestModels([]);
        var ledger = models.Services.GetRequiredService<CostLedger>();
        for (var i = 0; i < 1_002; i++)
            ledger.Finish(ledger.Begin(new CostEntry($"c{i}", Start, "m")), new Answered("x"), $"c{i}");

        var past = ledger.Before("c0")!;
        Assert.Equal((null, false), (past.Outcome, past.Lost));
        Assert.Equal("x", Assert.IsType<Answered>(ledger.Before("c1001")!.Outcome).Text);
        Assert.Null(ledger.Before("c9999"));
    }

    [Fact]
    public void Read_BeforeTheFirstCall_IsEmpty() => Assert.Empty(CostReport.Read(Path.Combine(Path.GetTempPath(), "no-such-folder"), "run"));
}
