using Workflows.Contracts.Tools;

namespace Workflows.Tools.Mcp;

/// <summary>One MCP server: over stdio with <see cref="Command"/> or <see cref="Package"/>, over HTTP with <see cref="Url"/>.</summary>
public sealed class McpServerOptions
{
    /// <summary>Program to start; its name on the PATH or its full path.</summary>
    public string? Command { get; set; }

    /// <summary>An installed npm server in place of a command: the name of its package, as <c>workflows tools install</c> lists them.</summary>
    public string? Package { get; set; }

    /// <summary>Arguments of the program.</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Environment of the program. It gets PATH, HOME and these; nothing else of ours.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Address of a server that speaks MCP over HTTP.</summary>
    public string? Url { get; set; }

    /// <summary>Names of headers for HTTP, each with the name of the setting that holds its value, so that no secret stands here.</summary>
    public IDictionary<string, string> HeaderSettings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Servers that must run before this one starts.</summary>
    public IList<string> DependsOn { get; } = [];

    /// <summary>Seconds without a call after which the server is stopped.</summary>
    public int IdleSeconds { get; set; } = 300;

    /// <summary>Seconds that a call may take.</summary>
    public int TimeoutSeconds { get; set; } = 60;

    /// <summary>Whether it runs in the sandbox: no network, and of the files only those named.</summary>
    public bool Sandboxed { get; set; }

    /// <summary>Folders that a sandboxed server may write to.</summary>
    public IList<string> Folders { get; } = [];

    /// <summary>What its tools do, by the server's own name of the tool. The server's hints alone let nothing pass.</summary>
    public IDictionary<string, ToolEffect> Effects { get; } = new Dictionary<string, ToolEffect>(StringComparer.Ordinal);

    /// <summary>
    /// Whether the server's own read-only hints count as true. Only for servers whose code you know; left out, it is so for <see cref="Package"/>,
    /// whose code is pinned by its digest.
    /// </summary>
    public bool? TrustHints { get; set; }
}
