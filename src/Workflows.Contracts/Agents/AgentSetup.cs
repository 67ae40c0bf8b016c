using Workflows.Contracts.Models;

namespace Workflows.Contracts.Agents;

/// <summary>A definition with what its tools look like to a model: all that a run needs of an agent. It stands in the run's history.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Tools">Its tools of the registry, in the definition's order.</param>
public sealed record AgentSetup(AgentDefinition Definition, IReadOnlyList<ModelTool> Tools)
{
    /// <summary>Why the agent cannot run, with the cure; null when it can.</summary>
    public string? Problem { get; init; }

    /// <summary>Names of the agents there are, for one that may write to them; null for one that may not, and where they were not noted.</summary>
    public IReadOnlyList<string>? Known { get; init; }
}
