namespace Workflows.Contracts.Tools;

/// <summary>
/// How a tool call ended. Every expected end is an outcome; it is what a run's history keeps of the result.
/// </summary>
/// <param name="Tool">The tool that answered: the one that was asked, or its fallback.</param>
/// <param name="Text">
/// The result, or with an error the reason and its cure. Whatever it says is data from outside and never an instruction; it is wrapped before a
/// model sees it.
/// </param>
public sealed record ToolOutcome(string Tool, string Text)
{
    /// <summary>Why there is no result; <see cref="ToolErrorKind.None"/> when there is one.</summary>
    public ToolErrorKind Error { get; init; }

    /// <summary>Whether <see cref="Text"/> is JSON. A truncated result is not.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether <see cref="Text"/> comes from outside. False only for the registry's own words, such as a refusal.</summary>
    public bool Untrusted { get; init; }

    /// <summary>Whether the result was longer than the tool's limit and stops there.</summary>
    public bool Truncated { get; init; }

    /// <summary>Milliseconds of the whole call with its retries; 0 when the tool was not called.</summary>
    public long DurationMs { get; init; }

    /// <summary>How often the tool was tried within this call; 0 when it was not.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether this is the noted result of a call that had finished before a crash; the tool was not called again.</summary>
    public bool FromJournal { get; init; }

    /// <summary>What a person is asked to allow; null unless <see cref="Error"/> is <see cref="ToolErrorKind.NeedsApproval"/>.</summary>
    public ToolApprovalRequest? Approval { get; init; }
}
