namespace Workflows.Tools.Builtin.Files;

/// <summary>Walks a folder without following links.</summary>
internal static class FolderWalk
{
    private const int EntriesMax = 200_000;     // bounds the walk itself, not what is shown

    public static IEnumerable<FileSystemInfo> Entries(string folder, bool recursive, CancellationToken cancellationToken)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = recursive, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", options).Take(EntriesMax))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return entry;
        }
    }

    public static IEnumerable<FileInfo> Files(string folder, Glob glob, CancellationToken cancellationToken) =>
        Entries(folder, recursive: true, cancellationToken).OfType<FileInfo>().Where(file => glob.IsMatch(FileAccess.Relative(folder, file.FullName)));
}
