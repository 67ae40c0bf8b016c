using System.ComponentModel.DataAnnotations;

namespace Workflows.Tools;

/// <summary>What a user set about tools, from the section <c>Tools</c>. docs/tools.md has an example of each.</summary>
public sealed class ToolOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Tools";

    /// <summary>Folder of the journal, the approvals and installed servers; relative to the current folder.</summary>
    [Required]
    public string DataFolder { get; set; } = Path.Combine(".workflows", "tools");

    /// <summary>Folder of installed servers; empty for <c>npm</c> in <see cref="DataFolder"/>. Several apps may share it.</summary>
    public string PackagesFolder { get; set; } = "";

    /// <summary>Folders that file tools may use. With none there is the folder <c>files</c> in <see cref="DataFolder"/>.</summary>
    public IList<string> Roots { get; } = [];

    /// <summary>Tools that write and pass without approval, by name. Destructive and unknown ones cannot be named here.</summary>
    public IList<string> Allow { get; } = [];

    /// <summary>Tools that are not offered, by name.</summary>
    public IList<string> Disabled { get; } = [];

    /// <summary>Fallbacks: the tool on the right answers when the one on the left cannot.</summary>
    public IDictionary<string, string> Fallbacks { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>How long an approval is good for.</summary>
    [Range(1, 7 * 24 * 60)]
    public int ApprovalMinutes { get; set; } = 24 * 60;

    /// <summary>What HTTP tools may reach.</summary>
    public HttpToolOptions Http { get; } = new();

    /// <summary>MCP servers by name.</summary>
    public IDictionary<string, Mcp.McpServerOptions> Mcp { get; } = new Dictionary<string, Mcp.McpServerOptions>(StringComparer.Ordinal);

    /// <summary>OpenAPI documents by name.</summary>
    public IDictionary<string, OpenApi.OpenApiOptions> OpenApi { get; } = new Dictionary<string, OpenApi.OpenApiOptions>(StringComparer.Ordinal);

    /// <summary>Limits of sandboxed code.</summary>
    public Sandbox.SandboxOptions Sandbox { get; } = new();
}
