using Workflows.Contracts.Files;
using Workflows.Tools;

namespace Workflows.Functions.Tools;

/// <summary>The tools that read a folder as a review shows it.</summary>
/// <param name="lister">Says which files there are.</param>
/// <param name="core">Finds the secrets.</param>
internal sealed class SourceToolSource(IFolderLister lister, IFileCore core) : IToolSource
{
    private readonly IReadOnlyList<ITool> tools = [.. new SourceTools(lister, core).All()];

    public string Name => "source";

    public bool MayHave(string tool) => tool.StartsWith("source_", StringComparison.Ordinal);

    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools);
}
