using System.IO.Enumeration;
using GpuHost.Core.Intake;
using Workflows.Contracts.Review;

namespace GpuHost.Core.Folders;

/// <summary>
/// Names the files below a folder without holding them all: names are read, sorted and given on in parts, and what waits is the folders not entered
/// yet. The files of a folder come before those of its folders. Links to folders are not entered; what is left out without a word is what
/// <see cref="FolderLister"/> leaves out.
/// </summary>
internal sealed class FolderWalk(string root, Action<SkippedPath> skip)
{
    private readonly Stack<string> waiting = new([""]);

    /// <summary>Names sorted at a time; a folder of a million has twenty ordered parts.</summary>
    public int PartMax { get; init; } = 50_000;

    /// <summary>Relative paths, '/' between their parts.</summary>
    public IEnumerable<string> Files(CancellationToken cancellationToken)
    {
        while (waiting.TryPop(out var folder))
        {
            var files = new List<string>();
            var folders = new List<string>();
            var isProject = false;
            using var entries = Open(folder);
            while (entries is not null && TryNext(entries, folder))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (name, isFolder) = entries.Current;
                (isFolder ? folders : files).Add(folder.Length == 0 ? name : $"{folder}/{name}");
                isProject |= !isFolder && FolderLister.IsProjectFile(name);
                if (files.Count < PartMax)
                    continue;
                files.Sort(StringComparer.Ordinal);
                foreach (var file in files)
                    yield return file;
                files.Clear();
            }

            files.Sort(StringComparer.Ordinal);
            foreach (var file in files)
                yield return file;
            Push(folders, isProject);
        }
    }

    private void Push(List<string> folders, bool isProject)
    {
        folders.RemoveAll(path => FolderLister.IsLeftOut(Path.GetFileName(path), isProject));
        folders.Sort((left, right) => string.CompareOrdinal(right, left));      // the stack gives the last one first
        folders.ForEach(waiting.Push);
    }

    private FileSystemEnumerator<(string Name, bool IsFolder)>? Open(string folder)
    {
        try
        {
            return new Entries(Path.Join(root, folder));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Skip(folder, error);
            return null;
        }
    }

    private bool TryNext(FileSystemEnumerator<(string Name, bool IsFolder)> entries, string folder)
    {
        try
        {
            return entries.MoveNext();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Skip(folder, error);
            return false;
        }
    }

    private void Skip(string folder, Exception error)
    {
        skip(new SkippedPath(folder, folder.Contains('\uFFFD', StringComparison.Ordinal) ? FileFault.NameNotText : FileFault.OfFolder(error)));
    }

    private sealed class Entries(string folder) : FileSystemEnumerator<(string Name, bool IsFolder)>(
        folder, new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false })
    {
        protected override (string Name, bool IsFolder) TransformEntry(ref FileSystemEntry entry) =>
            (entry.FileName.ToString(), entry.IsDirectory && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint));
    }
}
