using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Workflows.Cli.Hubs;

/// <summary>Where a hub is.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="Name">Its name.</param>
internal sealed record HubPlace(string Folder, string Name)
{
    /// <summary>The hub that <c>--hub</c> names, or the one of the current folder.</summary>
    public static HubPlace Of(string? hub)
    {
        var defaults = new EmbeddedHubOptions();
        return new HubPlace(Path.GetFullPath(hub ?? defaults.Folder), defaults.Name);
    }

    public HubSnapshot? OpenSnapshot() => HubSnapshot.Open(Folder, Name);

    /// <summary>Who has it open; null when nobody does.</summary>
    public HubOwner? Owner() => HubOwner.Find(Folder, Name);

    public CliException NoRun(string id) => new(ExitCode.Usage, $"There is no run '{id}' in {Folder}. 'ls' lists the runs there are.");
}
