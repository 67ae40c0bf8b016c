using Workflows.Contracts.Models;

namespace Workflows.Contracts.Agents;

/// <summary>Which model an agent asks.</summary>
public sealed record AgentModelPolicy
{
    /// <summary>Name of a configured model; null asks the one that is chosen by <see cref="Choose"/>, or else the default.</summary>
    public string? Name { get; init; }

    /// <summary>Lets each question's model be chosen by what was measured; null for no choice. Never given together with <see cref="Name"/>.</summary>
    public ModelPolicy? Choose { get; init; }

    /// <summary>Models that are asked in this order when the one before gives no answer.</summary>
    public IReadOnlyList<string> Fallback { get; init; } = [];

    /// <summary>Sampling temperature, 0 to 2; null leaves the provider's default.</summary>
    public double? Temperature { get; init; }

    /// <summary>Most tokens of one answer; null means the model's own limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The kind of work, by which models are measured; null for the agent's name.</summary>
    public string? Task { get; init; }
}
