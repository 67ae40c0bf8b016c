using System.ComponentModel.DataAnnotations;

namespace Workflows.Activities.Agents;

/// <summary>Settings of review agents, section <c>Review</c>.</summary>
public sealed record AgentOptions
{
    /// <summary>Tokens of file text in one prompt, estimated at four characters each. Twelve thousand fit every current model and cost
    /// cents.</summary>
    [Range(1_000, 200_000)]
    public int PromptTokensMax { get; init; } = 12_000;
}
