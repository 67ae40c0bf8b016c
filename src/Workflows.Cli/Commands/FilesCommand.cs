using System.CommandLine;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files</c>: the file-processing core without a workflow.</summary>
internal static class FilesCommand
{
    public static Command Create() => new("files", "Look at files without a workflow: scan, find duplicates, search, measure.")
    {
        FilesScanCommand.Create(),
        FilesDuplicatesCommand.Create(),
        FilesSearchCommand.Create(),
        FilesBenchCommand.Create(),
    };
}
