namespace Workflows.Activities.Models.Costs;

/// <summary>What a group of calls came to.</summary>
/// <param name="Key">The run, agent, model, day, tenant or task; "all" for the sum of everything.</param>
/// <param name="Calls">Calls, the failed ones too.</param>
/// <param name="Failed">Calls without an answer.</param>
/// <param name="InputTokens">Tokens of questions.</param>
/// <param name="CachedInputTokens">Of these, the ones providers took from their caches.</param>
/// <param name="OutputTokens">Tokens of answers.</param>
/// <param name="Usd">US dollars, of calls whose cost is known.</param>
/// <param name="UnknownCost">Calls whose cost is not known.</param>
/// <param name="Seconds">Seconds that models worked.</param>
public sealed record CostSum(
    string Key, long Calls, long Failed, long InputTokens, long CachedInputTokens, long OutputTokens, decimal Usd, long UnknownCost, double Seconds)
{
    /// <summary>Nothing.</summary>
    /// <param name="key">The key.</param>
    public static CostSum Zero(string key) => new(key, 0, 0, 0, 0, 0, 0m, 0, 0);

    /// <summary>Both together, under this key.</summary>
    /// <param name="other">The other.</param>
    public CostSum Plus(CostSum other) => new(
        Key, Calls + other.Calls, Failed + other.Failed, InputTokens + other.InputTokens, CachedInputTokens + other.CachedInputTokens,
        OutputTokens + other.OutputTokens, Usd + other.Usd, UnknownCost + other.UnknownCost, Seconds + other.Seconds);
}
