namespace Workflows.Contracts.Models;

/// <summary>Money, tokens, calls and time together: what a call may use, has used, or what a budget has used so far.</summary>
/// <param name="Usd">US dollars.</param>
/// <param name="Tokens">Tokens of questions and answers.</param>
/// <param name="Calls">Calls.</param>
/// <param name="Seconds">Seconds that models worked.</param>
public sealed record BudgetAmount(decimal Usd, long Tokens, int Calls, double Seconds)
{
    /// <summary>Nothing.</summary>
    public static BudgetAmount None { get; } = new(0m, 0, 0, 0);

    /// <summary>Both together.</summary>
    /// <param name="other">The other.</param>
    public BudgetAmount Plus(BudgetAmount other) =>
        new(Usd + other.Usd, Tokens + other.Tokens, Calls + other.Calls, Seconds + other.Seconds);
}
