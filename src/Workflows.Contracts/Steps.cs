using Workflows.Contracts.Files;
using Workflows.Contracts.Models;
using Workflows.Contracts.Review;
using Workflows.Contracts.Tools;

namespace Workflows.Contracts;

/// <summary>The activities that orchestrators may call. Names are part of every stored history: they are never changed.</summary>
public static class Steps
{
    /// <summary>Lists the files of a folder; an empty folder name means the samples. A bad folder is told in <see cref="FolderListing.Problem"/>.</summary>
    public static Activity<string, FolderListing> ListFiles { get; } = new("ListFiles");

    /// <summary>Digest, type, language, token estimate and rule findings of a batch of files.</summary>
    public static Activity<FileBatch, FileBatchResult> ProcessFiles { get; } = new("ProcessFiles");

    /// <summary>One model call for one agent in one round.</summary>
    public static Activity<AgentTask, AgentResult> AskAgent { get; } = new("AskAgent");

    /// <summary>One tool call of one agent. Every expected end, a refusal too, is a <see cref="ToolOutcome"/>.</summary>
    public static Activity<ToolCall, ToolOutcome> CallTool { get; } = new("CallTool");

    /// <summary>One model call. Its failures are results.</summary>
    public static Activity<ModelCall, ModelResult> AskModel { get; } = new("AskModel");
}
