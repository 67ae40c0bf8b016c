using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Routing;

/// <summary>
/// The upper confidence bound of a model's worth: what was measured, and more for what was measured seldom. After UCB1 (Auer,
/// Cesa-Bianchi and Fischer, Machine Learning 47, 2002), with what is known of a model from other kinds of work as a weak first guess.
/// </summary>
internal static class RouteScore
{
    // UCB1's factor of 1.41 is for rewards anywhere in 0..1. Measured worths of models differ by a few tenths and vary little, and on the
    // simulated fleets of the tests 0.35 loses least.
    private const double Curiosity = 0.35;

    private const double GuessWeight = 2;       // a first guess counts as much as two calls
    private const double CostShare = 0.25;      // of a model that costs as much as the dearest, at weight 1
    private const double LatencyShare = 0.15;

    public static double Of(ModelArm own, ModelArm elsewhere, RouteScale scale, ModelPolicy policy)
    {
        var guess = elsewhere.Calls > 0 ? elsewhere.Times(Math.Min(1, GuessWeight / elsewhere.Calls)) : ModelArm.New;
        var known = own.Plus(guess);
        var bonus = Curiosity * Math.Sqrt(Math.Log(scale.Calls + 2) / (known.Calls + scale.Pending + 0.5));
        return Worth(known, scale, policy) + bonus;
    }

    /// <summary>Quality where there are grades, else whether it answers at all; less what it costs and how long it takes.</summary>
    public static double Worth(ModelArm arm, RouteScale scale, ModelPolicy policy)
    {
        var quality = arm.Graded > 0 ? arm.QualitySum / arm.Graded : arm.Calls > 0 ? 0.7 : 1;
        var cost = scale.UsdMost > 0 ? arm.Usd / scale.UsdMost : 0;
        var latency = scale.SecondsMost > 0 ? arm.Seconds / scale.SecondsMost : 0;
        var availability = arm.Calls > 0 ? arm.Answered / arm.Calls : 1;
        return (availability * quality) - (CostShare * policy.CostWeight * cost) - (LatencyShare * policy.LatencyWeight * latency);
    }
}

/// <summary>What a score is relative to: the calls and the extremes of all that may be chosen, and this model's calls in flight.</summary>
internal sealed record RouteScale(double Calls, double UsdMost, double SecondsMost, int Pending);
