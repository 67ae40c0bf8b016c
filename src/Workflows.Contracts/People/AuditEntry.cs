namespace Workflows.Contracts.People;

/// <summary>One line of the audit log: who did what, and when.</summary>
/// <param name="Item">The inbox item.</param>
/// <param name="Run">The run that asked.</param>
/// <param name="What">asked, approved, rejected, answered, delegated, ignored, expired or withdrawn.</param>
/// <param name="Who">The person; for asked the agent, for expired the words <c>nobody</c>.</param>
/// <param name="At">When it happened, UTC.</param>
public sealed record AuditEntry(string Item, string Run, string What, string Who, DateTime At)
{
    /// <summary>The tool that was asked for; null for a question.</summary>
    public string? Tool { get; init; }

    /// <summary>Hash of the call; null for a question.</summary>
    public string? Hash { get; init; }

    /// <summary>Question, answer or reason.</summary>
    public string Text { get; init; } = "";
}
