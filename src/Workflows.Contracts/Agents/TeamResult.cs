using Workflows.Contracts.Models;

namespace Workflows.Contracts.Agents;

/// <summary>What a pattern came to.</summary>
/// <param name="Text">The result; what there is of it when <paramref name="Problem"/> is not empty.</param>
/// <param name="Problem">Why it is not whole, with the cure; empty when it is.</param>
public sealed record TeamResult(string Text, string Problem = "")
{
    /// <summary>The agent whose words the result is; empty when code made it of several.</summary>
    public string Agent { get; init; } = "";

    /// <summary>Rounds, attempts or handovers it took.</summary>
    public int Rounds { get; init; }

    /// <summary>What every agent answered, in order.</summary>
    public IReadOnlyList<AgentAnswer> Answers { get; init; } = [];

    /// <summary>Tokens and cost of all of them.</summary>
    public ModelUsage Usage { get; init; } = ModelUsage.None;
}
