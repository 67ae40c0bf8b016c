using Workflows.Contracts.Models;

namespace Workflows.Contracts.Agents;

/// <summary>Input of the orchestrator <c>Agent</c>: one agent, one task.</summary>
/// <param name="Agent">Name of the agent.</param>
/// <param name="Task">What it shall do; the first turn of its conversation.</param>
public sealed record AgentRequest(string Agent, string Task)
{
    /// <summary>The agent as its caller resolved it; null resolves it by name.</summary>
    public AgentSetup? Setup { get; init; }

    /// <summary>What was said before, oldest first; the task follows it.</summary>
    public IReadOnlyList<ModelTurn> Earlier { get; init; } = [];

    /// <summary>The session to go on with, when the agent keeps one; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>The run that it works for: stream, budget and trust go by it. Null for this run itself.</summary>
    public string? Run { get; init; }

    /// <summary>Whom the run belongs to; null when there is one tenant only.</summary>
    public string? Tenant { get; init; }

    /// <summary>Full path of a folder that the user gave; its tools may read there. Null for none.</summary>
    public string? ReadableFolder { get; init; }

    /// <summary>A model to ask in place of the definition's; null for the definition's.</summary>
    public string? Model { get; init; }

    /// <summary>What the workflow adds to the instructions of the agent's definition for this task; empty for nothing.</summary>
    public string Brief { get; init; } = "";

    /// <summary>What each of its model calls is given to read before the task; null for nothing.</summary>
    public ModelMaterial? Material { get; init; }

    /// <summary>Agents it may hand the task to.</summary>
    public IReadOnlyList<AgentContact> Handoffs { get; init; } = [];
}
