using System.Text.Json.Serialization;
using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Contracts.Agents;

/// <summary>How an agent's run ended. The names are in stored histories and never change.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentEnd>))]
public enum AgentEnd
{
    /// <summary>It answered; with an output schema the answer follows it.</summary>
    Answered,

    /// <summary>It handed the task to another agent.</summary>
    HandedOff,

    /// <summary>It used up its steps or tool calls.</summary>
    StepLimit,

    /// <summary>It used up its time.</summary>
    TimeLimit,

    /// <summary>Its answer did not follow the schema, also after it was told what was wrong.</summary>
    WrongForm,

    /// <summary>No model answered, or it cannot run at all.</summary>
    Failed,
}

/// <summary>What came of one agent's work. Every expected end is an answer and not an exception.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="End">How it ended.</param>
/// <param name="Text">Its answer; JSON when it has an output schema. With a handoff, what it tells the next one. Else empty.</param>
public sealed record AgentAnswer(string Agent, AgentEnd End, string Text)
{
    /// <summary>Whether there is an answer.</summary>
    [JsonIgnore]
    public bool IsAnswered => End == AgentEnd.Answered;

    /// <summary>The agent that takes over; null without a handoff.</summary>
    public string? HandoffTo { get; init; }

    /// <summary>Why there is no answer, and the cure; empty when there is one.</summary>
    public string Problem { get; init; } = "";

    /// <summary>What the last model call came to when no model answered: the kind of its outcome, as throttled or unauthorized; else empty.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Version of its definition.</summary>
    public string Version { get; init; } = "";

    /// <summary>The model that answered last.</summary>
    public string Model { get; init; } = "";

    /// <summary>Model calls it took.</summary>
    public int Steps { get; init; }

    /// <summary>Tool calls it made, refused ones included.</summary>
    public int ToolCalls { get; init; }

    /// <summary>Its model calls with their repetitions, by model.</summary>
    public IReadOnlyList<ModelUse> Models { get; init; } = [];

    /// <summary>Tokens and cost of all its model calls.</summary>
    public ModelUsage Usage { get; init; } = ModelUsage.None;
}
