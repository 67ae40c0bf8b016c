using Workflows.Activities.Models.Routing;
using Workflows.Contracts.Models;

namespace Runtime.Bench;

/// <summary>
/// Ten models at ten kinds of work, drawn from a seed: skill and its spread over kinds, prices over a factor of thirty, latencies over a factor of nine, and
/// answers that fail, are late and are graded with noise. Worth is what the router's own score is made of, taken from the true numbers.
/// </summary>
internal sealed class SimulatedFleet
{
    public const int Models = 10;
    public const int Tasks = 10;

    private readonly double[,] quality = new double[Models, Tasks];
    private readonly double[] seconds = new double[Models];
    private readonly double[] usd = new double[Models];
    private readonly double[] answers = new double[Models];
    private readonly ModelPolicy policy = new();
    private readonly Random chance;

    public SimulatedFleet(int seed)
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

    /// <summary>Sets the router to work for so many calls of each kind.</summary>
    /// <param name="router">A router that has seen nothing of this fleet.</param>
    /// <param name="callsPerTask">Calls of each kind, in turn.</param>
    public FleetOutcome Run(ModelRouter router, int callsPerTask)
    {
        double earned = 0, best = 0, uniform = 0;
        for (var call = 0; call < callsPerTask; call++)
        {
            for (var task = 0; task < Tasks; task++)
            {
                var model = Array.IndexOf(Names, router.Choose(Names, $"task{task}", policy).Model);
                Answer(router, model, task);
                earned += Worth(model, task);
                best += Enumerable.Range(0, Models).Max(one => Worth(one, task));
                uniform += Enumerable.Range(0, Models).Average(one => Worth(one, task));
            }
        }

        return new FleetOutcome(earned, best, uniform);
    }

    private double Worth(int model, int task) => RouteScore.Worth(
        new ModelArm(1, answers[model], 1, quality[model, task], seconds[model], usd[model]), new RouteScale(1, usd.Max(), seconds.Max(), 0), policy);

    private void Answer(ModelRouter router, int model, int task)
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

/// <summary>What a fleet was worth: as chosen, with the best model for each kind of work known beforehand, and chosen by lot.</summary>
internal sealed record FleetOutcome(double Earned, double Best, double Uniform)
{
    /// <summary>Part of the best that was lost.</summary>
    public double Lost => 1 - (Earned / Best);

    /// <summary>What was gained over choosing by lot.</summary>
    public double Gained => (Earned / Uniform) - 1;
}
