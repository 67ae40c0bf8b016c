using System.CommandLine;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows backup</c>: copies a hub, also while another process works with it.</summary>
internal static class BackupCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "The copy; must not exist." };
        var (hub, details) = (SharedOptions.Hub(), SharedOptions.Details());
        var command = new Command("backup", "Copy the task hub into a file, also while it is in use.") { file, hub, details };
        command.SetAction(parsed => ErrorBorder.RunAsync(() => RunAsync(parsed.GetValue(file)!, parsed.GetValue(hub)), parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? hub)
    {
        var defaults = new EmbeddedHubOptions();
        try
        {
            HubBackup.Write(hub ?? defaults.Folder, defaults.Name, file);
        }
        catch (IOException error)
        {
            throw new CliException(ExitCode.Failed, error.Message);
        }

        await Console.Out.WriteLineAsync($"The hub is in {Path.GetFullPath(file)}. To restore it, see docs/durability.md.");
        return ExitCode.Ok;
    }
}
