using ModelContextProtocol.Client;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Mcp;

/// <summary>The tools of one server, named <c>server_tool</c>. What it offered at its last start is kept, so that a list does not keep it awake.</summary>
internal sealed class McpToolSource(McpServer server, McpPool pool) : IToolSource, IDisposable
{
    private const int NameCharsMax = 64;
    private const int DescriptionCharsMax = 2_000;

    private readonly SemaphoreSlim gate = new(1);
    private IReadOnlyList<ITool>? tools;

    public void Dispose() => gate.Dispose();

    public string Name => "mcp:" + server.Name;

    public bool MayHave(string tool) => tool.StartsWith(server.Name + "_", StringComparison.Ordinal);

    public async Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken)
    {
        if (tools is { } known)
            return known;
        await gate.WaitAsync(cancellationToken);
        try
        {
            return tools ??= await AskAsync(cancellationToken);
        }
        finally
        {
            gate.Release();
        }
    }

    internal static ToolEffect EffectOf(McpClientTool tool, McpServerOptions options)
    {
        if (options.Effects.TryGetValue(tool.Name, out var known))
            return known;
        var hints = tool.ProtocolTool.Annotations;
        if (hints?.DestructiveHint == true && hints.ReadOnlyHint != true)
            return ToolEffect.Destructive;
        var trusted = options.TrustHints ?? options.Package is not null;
        if (!trusted || hints is null)
            return ToolEffect.Unknown;
        return hints.ReadOnlyHint == true ? ToolEffect.ReadOnly : hints.DestructiveHint == false ? ToolEffect.Write : ToolEffect.Unknown;
    }

    private async Task<IReadOnlyList<ITool>> AskAsync(CancellationToken cancellationToken)
    {
        await pool.StartDependenciesAsync(server, cancellationToken);
        return [.. (await server.StartAsync(cancellationToken)).Select(Make)];
    }

    private ITool Make(McpClientTool tool)
    {
        var name = string.Concat($"{server.Name}_{tool.Name}"
            .Select(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-' ? character : '_'));
        var effect = EffectOf(tool, server.Options);
        var description = tool.Description.Length > DescriptionCharsMax ? tool.Description[..DescriptionCharsMax] : tool.Description;
        var descriptor = new ToolDescriptor(name[..Math.Min(name.Length, NameCharsMax)], description, tool.JsonSchema.GetRawText(), effect, Name)
        {
            Timeout = TimeSpan.FromSeconds(server.Options.TimeoutSeconds),
            Idempotent = effect == ToolEffect.ReadOnly,
            OpenWorld = true,
            OutputBytesMax = 256 * 1024,
        };
        return new McpTool(descriptor, tool.Name, server, pool);
    }
}
