namespace Workflows.Activities.Agents.Definitions;

/// <summary>Where agents are defined; the section <c>Agents</c> of the configuration.</summary>
public sealed record AgentFilesOptions
{
    /// <summary>
    /// A folder with one <c>.yaml</c> file for each agent, beside the agents that ship with the app; a file with the name of one of those
    /// takes its place. Empty for none.
    /// </summary>
    public string Folder { get; set; } = "";

    /// <summary>The shipped agents first.</summary>
    internal IReadOnlyList<string> Folders => string.IsNullOrWhiteSpace(Folder) ? [Shipped] : [Shipped, Path.GetFullPath(Folder)];

    private static string Shipped { get; } = Path.Combine(AppContext.BaseDirectory, "agents");
}
