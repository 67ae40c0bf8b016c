namespace Workflows.Tools;

/// <summary>The tools that the app put into the services one by one.</summary>
internal sealed class OwnTools(IEnumerable<ITool> tools) : IToolSource
{
    private readonly IReadOnlyList<ITool> tools = [.. tools];

    public string Name => "app";

    public bool MayHave(string tool) => tools.Any(one => one.Descriptor.Name == tool);

    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools);
}
