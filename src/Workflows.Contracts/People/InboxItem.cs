using Workflows.Contracts.Tools;

namespace Workflows.Contracts.People;

/// <summary>Something that a run waits for a person to decide.</summary>
/// <param name="Id">Names it; 12 hex digits.</param>
/// <param name="Kind">What is asked.</param>
/// <param name="Run">The run that waits, and to which the decision goes.</param>
/// <param name="Agent">The agent that asks.</param>
/// <param name="Text">The question, or why the call needs leave.</param>
public sealed record InboxItem(string Id, InboxKind Kind, string Run, string Agent, string Text)
{
    /// <summary>The run that the asking run works for; the same as <see cref="Run"/> when it works for nobody.</summary>
    public string Root { get; init; } = "";

    /// <summary>The call to allow; null for a question.</summary>
    public ToolApprovalRequest? Call { get; init; }

    /// <summary>Who shall decide; empty for anybody.</summary>
    public string Assignee { get; init; } = "";

    /// <summary>When it was asked, UTC.</summary>
    public DateTime OpenedAt { get; init; }

    /// <summary>When the default holds, UTC.</summary>
    public DateTime DueAt { get; init; }

    /// <summary>What holds then.</summary>
    public string Default { get; init; } = "";

    /// <summary>Name of the external event that carries the decision.</summary>
    /// <param name="id">The item's id.</param>
    public static string EventOf(string id) => $"decision-{id}";
}
