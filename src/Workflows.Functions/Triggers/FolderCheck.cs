using Workflows.Contracts.Review;

namespace Workflows.Functions.Triggers;

/// <summary>Tells the caller of a start at once what the run would find out as its first step.</summary>
internal static class FolderCheck
{
    /// <summary>Why the folder an input names cannot be reviewed; null when it can, or when it names none.</summary>
    public static string? Problem(object? input)
    {
        if (input is not ReviewRequest { Folder: { } folder } || string.IsNullOrWhiteSpace(folder))
            return null;
        if (!Path.IsPathFullyQualified(folder))
            return $"The folder '{folder}' is not a full path; name it from the root of its drive or file system.";
        if (File.Exists(folder))
            return $"'{folder}' is a file, not a folder; name the folder that holds it.";
        return Directory.Exists(folder) ? null : $"The folder '{folder}' does not exist on the machine that runs the workflow; check its name.";
    }
}
