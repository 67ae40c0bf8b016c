using System.Diagnostics;
using Workflows.Activities.Models.Routing;

namespace Runtime.Bench;

/// <summary>router: twenty simulated fleets of ten models at ten kinds of work; what the choice loses and gains, and how long one decision takes.</summary>
internal static class RouterWorkload
{
    private const int Seeds = 20;

    public static Task<BenchResult> RunAsync(BenchSettings settings)
    {
        var calls = settings.N ?? 1_000;
        new SimulatedFleet(0).Run(new ModelRouter(null), calls);        // warm-up
        var times = new List<double>();
        var outcomes = new List<FleetOutcome>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var router = new ModelRouter(null);
            outcomes.Add(new SimulatedFleet(seed).Run(new ModelRouter(null), calls));
            times.AddRange(Decisions(router, new SimulatedFleet(seed), calls));
        }

        times.Sort();
        return Task.FromResult(new BenchResult("router", Seeds * calls * SimulatedFleet.Tasks, 1)
        {
            P50Ms = Math.Round(times[times.Count / 2], 5),
            P99Ms = Math.Round(times[(int)(times.Count * 0.99)], 5),
            MostMs = Math.Round(times[^1], 3),
            Seeds = Seeds,
            LostPercent = Percent(outcomes.Average(outcome => outcome.Lost)),
            LostMostPercent = Percent(outcomes.Max(outcome => outcome.Lost)),
            GainedPercent = Percent(outcomes.Average(outcome => outcome.Gained)),
            GainedLeastPercent = Percent(outcomes.Min(outcome => outcome.Gained)),
            RssMb = Memory.RssMb(),
        });
    }

    /// <summary>Times of single decisions of a router that knows the fleet, as milliseconds.</summary>
    private static IEnumerable<double> Decisions(ModelRouter router, SimulatedFleet fleet, int calls)
    {
        fleet.Run(router, calls / 10);
        for (var i = 0; i < calls; i++)
        {
            var began = Stopwatch.GetTimestamp();
            router.Choose(fleet.Names, $"task{i % SimulatedFleet.Tasks}", new());
            yield return Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
    }

    private static double Percent(double share) => Math.Round(share * 100, 2);
}
