using Microsoft.Extensions.Options;

namespace Workflows.Tools.Mcp;

/// <summary>All configured servers. What a server depends on is started before it.</summary>
internal sealed class McpPool : IAsyncDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, McpServer> servers;
    private readonly ITimer sweeper;

    public McpPool(IOptions<ToolOptions> options, McpTransport transport, TimeProvider clock)
    {
        servers = options.Value.Mcp.ToDictionary(
            server => server.Key, server => new McpServer(server.Key, server.Value, transport, clock), StringComparer.Ordinal);
        sweeper = clock.CreateTimer(_ => _ = SweepAsync(), null, Sweep, Sweep);
        Sources = [.. servers.Values.Select(server => new McpToolSource(server, this))];
    }

    public IReadOnlyList<IToolSource> Sources { get; }

    public IReadOnlyDictionary<string, McpServer> Servers => servers;

    /// <summary>Starts what a server depends on, deepest first, in the order of the settings. The settings have no circle.</summary>
    public async Task StartDependenciesAsync(McpServer server, CancellationToken cancellationToken)
    {
        foreach (var name in server.Options.DependsOn)
        {
            await StartDependenciesAsync(servers[name], cancellationToken);
            await servers[name].StartAsync(cancellationToken);
        }
    }

    public async Task SweepAsync()
    {
        foreach (var server in servers.Values.Where(server => !IsNeeded(server)))
            await server.StopIfIdleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await sweeper.DisposeAsync();
        await Task.WhenAll(servers.Values.Select(server => server.DisposeAsync().AsTask()));
        foreach (var source in Sources.OfType<IDisposable>())
            source.Dispose();
    }

    private bool IsNeeded(McpServer server) => servers.Values.Any(other => other.IsRunning && other.Options.DependsOn.Contains(server.Name));
}
