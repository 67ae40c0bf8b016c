using System.Text.Json;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Agents;

/// <summary>Reads what an agent of a review is shown: excerpts of the files of its group, secrets masked, and what was said before.</summary>
/// <param name="options">The size of a prompt.</param>
internal sealed class ReviewMaterial(IOptions<AgentOptions> options) : IMaterialReader
{
    private const int BytesPerToken = 4;
    private const long AroundBytes = 128 * 1024;        // findings, statements and verdicts, which have bounds of their own

    /// <summary>The kind.</summary>
    public const string KindName = "review";

    public string Kind => KindName;

    public long BytesMax => (options.Value.PromptTokensMax * (long)BytesPerToken) + AroundBytes;

    /// <summary>The material of a task, as calls name it.</summary>
    public static ModelMaterial Of(AgentTask task) => new(KindName, JsonSerializer.SerializeToElement(task));

    public async Task<string> ReadAsync(JsonElement data, CancellationToken cancellationToken)
    {
        var task = data.Deserialize<AgentTask>()!;
        var sources = new List<SourceText>();
        foreach (var file in task.Files)
        {
            if (await SourceReader.TryReadAsync(task.Root, file, cancellationToken) is { } source)
                sources.Add(source);
        }

        var cited = task.Statements.SelectMany(statement => statement.Citations);
        return AgentPrompts.Material(task, ExcerptPicker.Pick(sources, task.Role, cited, options.Value.PromptTokensMax));
    }
}
