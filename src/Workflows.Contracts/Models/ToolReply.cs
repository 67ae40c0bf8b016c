namespace Workflows.Contracts.Models;

/// <summary>What a tool returned to a model.</summary>
/// <param name="RequestId">The <see cref="ToolRequest.Id"/> it replies to.</param>
/// <param name="Text">The tool's output, or why it failed or was not allowed. The model reads it as data.</param>
public sealed record ToolReply(string RequestId, string Text)
{
    /// <summary>Whether the tool failed. Anthropic's models are told so; with other providers the text has to say it.</summary>
    public bool Failed { get; init; }
}
