using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Registry;

/// <summary>All sources as one list. Settings may leave tools out or give them a fallback.</summary>
internal sealed class ToolCatalog(IEnumerable<IToolSource> sources, IOptions<ToolOptions> options)
{
    private readonly IToolSource[] sources = [.. sources];

    public async Task<(IReadOnlyList<ITool> Tools, IReadOnlyList<string> Problems)> AllAsync(CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(sources.Select(source => AskAsync(source, cancellationToken)));
        var tools = new SortedDictionary<string, ITool>(StringComparer.Ordinal);
        foreach (var tool in answers.SelectMany(answer => answer.Tools))
            tools.TryAdd(tool.Descriptor.Name, tool);
        return ([.. tools.Values], [.. answers.Select(answer => answer.Problem).OfType<string>()]);
    }

    /// <summary>The first source that has it. Sources are asked in order, so that a built-in tool starts no server.</summary>
    public async Task<(ITool? Tool, IReadOnlyList<string> Problems)> FindAsync(string name, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var source in sources.Where(source => source.MayHave(name)))
        {
            var (tools, problem) = await AskAsync(source, cancellationToken);
            if (tools.FirstOrDefault(tool => tool.Descriptor.Name == name) is { } found)
                return (found, []);
            if (problem is not null)
                problems.Add(problem);
        }
        return (null, problems);
    }

    public bool MayHave(string name) => !options.Value.Disabled.Contains(name) && sources.Any(source => source.MayHave(name));

    public ToolDescriptor Describe(ITool tool) =>
        FallbackOf(tool.Descriptor.Name) is { } fallback ? tool.Descriptor with { Fallback = fallback } : tool.Descriptor;

    /// <summary>The fallback that the settings name; a tool whose server does not start has one, too.</summary>
    public string? FallbackOf(string tool) => options.Value.Fallbacks.TryGetValue(tool, out var fallback) ? fallback : null;

    private async Task<(IReadOnlyList<ITool> Tools, string? Problem)> AskAsync(IToolSource source, CancellationToken cancellationToken)
    {
        try
        {
            var tools = await source.ToolsAsync(cancellationToken);
            return ([.. tools.Where(tool => !options.Value.Disabled.Contains(tool.Descriptor.Name))], null);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return ([], $"{source.Name}: {error.Message}");
        }
    }
}
