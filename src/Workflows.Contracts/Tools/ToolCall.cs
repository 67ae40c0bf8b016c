namespace Workflows.Contracts.Tools;

/// <summary>
/// One call of one tool by one agent. It is the input of the activity <c>CallTool</c>, so it is what a run's history keeps of the call.
/// </summary>
/// <param name="Run">The run that the agent works in; for a child run its root, because trust in what was read is counted by it.</param>
/// <param name="Agent">The agent that asks.</param>
/// <param name="CallId">Names the call within its run; the model's own id of the tool call will do.</param>
/// <param name="Tool">Name of the tool as <see cref="ToolDescriptor.Name"/> has it.</param>
/// <param name="ArgumentsJson">
/// The arguments as the model wrote them: a JSON object. Text that is no JSON, or does not fit the tool's schema, is an outcome and not an exception.
/// </param>
public sealed record ToolCall(string Run, string Agent, string CallId, string Tool, string ArgumentsJson)
{
    /// <summary>
    /// A person's leave for exactly this tool and these arguments, as <see cref="IToolApprovals"/> issued it; null when there is none.
    /// </summary>
    public string? ApprovalToken { get; init; }

    /// <summary>
    /// Full path of a folder that the run's user gave it: file tools may read there beside the configured roots, and relative paths start there. The
    /// orchestrator sets it from the user's input, never from what a model wrote. Null for none.
    /// </summary>
    public string? ReadableFolder { get; init; }
}
