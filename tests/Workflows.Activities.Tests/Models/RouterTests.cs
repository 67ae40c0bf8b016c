using Runtime.Bench;
using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>The choice of models on a simulated fleet: ten models, ten kinds of work, everything drawn from a seed.</summary>
public sealed class RouterTests
{
    private const int CallsPerTask = 1_000;

    private static readonly ModelPolicy Plain = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(11)]
    public void Choose_OnAFleet_LosesLittleAgainstTheBestInHindsightAndBeatsChance(int seed)
    {
        var outcome = new SimulatedFleet(seed).Run(new ModelRouter(null), CallsPerTask);

        Assert.True(outcome.Lost <= 0.10, $"lost {outcome.Lost:P1} of the best fixed choice");
        Assert.True(outcome.Gained >= 0.20, $"gained {outcome.Gained:P1} over chance");
    }

    [Fact]
    public void Choose_ModelThatTurnsBad_IsLeftForAnother()
    {
        var router = new ModelRouter(null);
        for (var i = 0; i < 200; i++)
        {
            var model = router.Choose(["a", "b"], "t", Plain).Model;
            router.Record(model, "t", new Answered("x") { LatencyMs = 100 });
            router.Grade(new ModelGrade(model, "t", model == "a" ? 0.9 : 0.7));
        }

        Assert.Equal("a", router.Choose(["a", "b"], "t", Plain).Model);
        for (var i = 0; i < 200; i++)
        {
            var model = router.Choose(["a", "b"], "t", Plain).Model;
            router.Record(model, "t", model == "a" ? new Unavailable("down") : new Answered("x") { LatencyMs = 100 });
        }

        Assert.Equal("b", router.Choose(["a", "b"], "t", Plain).Model);
    }

    [Fact]
    public async Task Choose_AfterARestart_RemembersWhatWasMeasured()
    {
        await using var models = new TestModels([]);
        using (var ledger = LedgerAt(models.Folder))
        {
            var router = new ModelRouter(ledger);
            for (var i = 0; i < 20; i++)
            {
                foreach (var (model, quality) in new[] { ("a", 0.1), ("b", 0.9) })
                {
                    router.Record(model, "t", new Answered("x") { LatencyMs = 100 });
                    router.Grade(new ModelGrade(model, "t", quality));
                }
            }
        }

        using var again = LedgerAt(models.Folder);
        var (chosen, reason) = new ModelRouter(again).Choose(["a", "b"], "t", Plain);
        Assert.Equal("b", chosen);
        Assert.Contains("quality 0.90", reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Record_SeveralAtOnce_AreAllKept()
    {
        await using var models = new TestModels([]);
        using var ledger = LedgerAt(models.Folder);
        var router = new ModelRouter(ledger);
        using var together = new Barrier(4);
        for (var round = 1; round <= 50; round++)
        {
            await Task.WhenAll(Enumerable.Range(0, together.ParticipantCount).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    router.Record("a", "t", new Answered("x"));
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

            Assert.Equal(together.ParticipantCount * round, Assert.Single(ledger.ReadArms()).Values[0]);
        }
    }

    private static Workflows.Activities.Models.Costs.CostLedger LedgerAt(string folder) => new(
        Microsoft.Extensions.Options.Options.Create(new Workflows.Activities.Models.Costs.CostLedgerOptions { Folder = folder }));
}
