using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>The choice of models on a simulated fleet: ten models, ten kinds of work, everything drawn from a seed.</summary>
public sealed class RouterTests
{
    private const int Models = 10;
    private const int Tasks = 10;
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
        var fleet = new Fleet(seed);
        var router = new ModelRouter(null);
        double earned = 0, best = 0, uniform = 0;
        for (var call = 0; call < CallsPerTask; call++)
        {
            for (var task = 0; task < Tasks; task++)
            {
                var model = Array.IndexOf(fleet.Names, router.Choose(fleet.Names, $"task{task}", Plain).Model);
                fleet.Answer(router, model, task);
                earned += fleet.Worth(model, task);
                best += Enumerable.Range(0, Models).Max(one => fleet.Worth(one, task));
                uniform += Enumerable.Range(0, Models).Average(one => fleet.Worth(one, task));
            }
        }

        Assert.True(earned >= 0.9 * best, $"{earned:0} of {best:0}, which is {earned / best:P1}.");
        Assert.True(earned >= 1.2 * uniform, $"{earned:0} against {uniform:0} by chance, which is {earned / uniform:P1}.");
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

    private static Workflows.Activities.Models.Costs.CostLedger LedgerAt(string folder) => new(
        Microsoft.Extensions.Options.Options.Create(new Workflows.Activities.Models.Costs.CostLedgerOptions { Folder = folder }));

    private sealed class Fleet
    {
        private readonly double[,] quality = new double[Models, Tasks];
        private readonly double[] seconds = new double[Models];
        private readonly double[] usd = new double[Models];
        private readonly double[] answers = new double[Models];
        private readonly Random chance;

        public Fleet(int seed)
        {
#pragma warning disable CA5394 // a simulation wants repeatable numbers, not secret ones
            chance = new Random(seed);
            for (var model = 0; model < Models; model++)
            {
                var skill = 0.2 + (0.5 * chance.NextDouble());
                seconds[model] = 0.5 + (4 * chance.NextDouble());
                usd[model] = 0.001 * Math.Pow(30, chance.NextDouble());
                answers[model] = 0.85 + (0.15 * chance.NextDouble());
                for (var task = 0; task < Tasks; task++)
                    quality[model, task] = Math.Clamp(skill + (0.6 * (chance.NextDouble() - 0.4)), 0.05, 0.98);
            }
        }

        public string[] Names { get; } = [.. Enumerable.Range(0, Models).Select(model => $"m{model}")];

        public double Worth(int model, int task) => RouteScore.Worth(
            new ModelArm(1, answers[model], 1, quality[model, task], seconds[model], usd[model]),
            new RouteScale(1, usd.Max(), seconds.Max(), 0), Plain);

        public void Answer(ModelRouter router, int model, int task)
        {
            var answered = chance.NextDouble() < answers[model];
            var usage = new ModelUsage(100, 100, (decimal)(usd[model] * (0.8 + (0.4 * chance.NextDouble()))));
            var latency = (long)(1000 * seconds[model] * (0.7 + (0.6 * chance.NextDouble())));
            router.Record(Names[model], $"task{task}", answered
                ? new Answered("x") { LatencyMs = latency, Usage = usage }
                : new Unavailable("x") { LatencyMs = latency, Usage = usage });
            if (answered)
                router.Grade(new ModelGrade(Names[model], $"task{task}", Math.Clamp(quality[model, task] + (0.4 * (chance.NextDouble() - 0.5)), 0, 1)));
#pragma warning restore CA5394
        }
    }
}
