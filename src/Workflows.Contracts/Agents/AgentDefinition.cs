using Workflows.Contracts.Models;

namespace Workflows.Contracts.Agents;

/// <summary>An agent as its file defines it. A run reads it once and keeps it in its history, so an edited file changes only later runs.</summary>
/// <param name="Name">Lower-case letters, digits and hyphens, at most 48; unique among the agents.</param>
/// <param name="Instructions">What the model is told it is and must do.</param>
public sealed record AgentDefinition(string Name, string Instructions)
{
    /// <summary>One sentence for people and for other agents that may hand work to it.</summary>
    public string Description { get; init; } = "";

    /// <summary>First 12 hex digits of the SHA-256 of its file's text: another text is another version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Which model answers, and how.</summary>
    public AgentModelPolicy Model { get; init; } = new();

    /// <summary>
    /// Names of the tools it may ask for: tools of the registry, and the loop's own, <c>ask_person</c>, <c>remember</c>, <c>recall</c>,
    /// <c>send_message</c> and <c>read_messages</c>.
    /// </summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>The form its final answer must have; null for free text.</summary>
    public AnswerSchema? Output { get; init; }

    /// <summary>What it keeps between runs.</summary>
    public AgentMemory Memory { get; init; } = new();

    /// <summary>Where it stops.</summary>
    public AgentLimits Limits { get; init; } = new();

    /// <summary>Whom it asks, and what holds when nobody answers.</summary>
    public AgentPeople People { get; init; } = new();
}
