namespace Workflows.Storage.Embedded;

/// <summary>The files of one container.</summary>
internal sealed class BlobFiles(StoreFolders folders, string container)
{
    private const int AlternativesMax = 4;      // a name that is a folder of another, or differs from another in case only
    private const int TriesMax = 8;             // a folder may be removed as empty between its making and its use

    public string Folder => folders.Container(container);

    public string FullPath(string file) => Path.Combine(Folder, file.Replace('/', Path.DirectorySeparatorChar));

    public FileInfo Look(string file) => new(FullPath(file));

    /// <summary>Writes a file beside the blobs and brings it to disk.</summary>
    /// <returns>Its path; the caller moves or deletes it.</returns>
    public async Task<string> StageAsync(Func<Stream, CancellationToken, Task> fill, CancellationToken cancellationToken)
    {
        var temp = folders.NewTemp();
        try
        {
            await using var file = new FileStream(temp, FileMode.CreateNew, FileAccess.Write, FileShare.None, 81_920, FileOptions.Asynchronous);
            await fill(file, cancellationToken);
            await file.FlushAsync(cancellationToken);
            file.Flush(flushToDisk: true);
            return temp;
        }
        catch
        {
            File.Delete(temp);
            throw;
        }
    }

    /// <summary>Moves a finished file to its blob's place in one step.</summary>
    /// <param name="temp">The finished file.</param>
    /// <param name="name">The blob.</param>
    /// <param name="known">The blob's file when it has one.</param>
    /// <param name="isTaken">Whether a path belongs to another blob, case apart.</param>
    /// <returns>The path below the container's folder.</returns>
    public string Place(string temp, string name, string? known, Func<string, bool> isTaken)
    {
        for (var tries = 0; ; tries++)
        {
            var file = known ?? BlobFileName.ToPath(name, tries % AlternativesMax);
            var target = FullPath(file);
            try
            {
                if (known is null && isTaken(file) && tries < TriesMax)
                    continue;
                var parent = Path.GetDirectoryName(target)!;
                MakeFolder(parent);
                File.Move(temp, target, overwrite: true);
                DiskFlush.Folder(parent);
                return file;
            }
            catch (PathTooLongException error)
            {
                throw new ArgumentException($"The name of the blob is too long for the folder '{Folder}'.", nameof(name), error);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException && tries < TriesMax && IsInTheWay(target))
            {
                known = null;           // a folder stands where the file should be, or a file where the folder should be
            }
        }
    }

    public void Delete(string file)
    {
        var path = FullPath(file);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        DiskFlush.Folder(Path.GetDirectoryName(path)!);
        RemoveEmptyParents(path);
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        for (var made = folder; made.Length > folders.Root.Length; made = Path.GetDirectoryName(made)!)
            DiskFlush.Folder(Path.GetDirectoryName(made)!);
    }

    private bool IsInTheWay(string target)
    {
        if (Directory.Exists(target))
            return true;
        var parent = Path.GetDirectoryName(target)!;
        while (parent.Length > Folder.Length && !Directory.Exists(parent))
        {
            if (File.Exists(parent))
                return true;
            parent = Path.GetDirectoryName(parent)!;
        }

        return !Directory.Exists(Path.GetDirectoryName(target));        // it was removed as empty just now
    }

    private void RemoveEmptyParents(string path)
    {
        for (var parent = Path.GetDirectoryName(path)!; parent.Length > Folder.Length; parent = Path.GetDirectoryName(parent)!)
        {
            try
            {
                Directory.Delete(parent);
            }
            catch (IOException)
            {
                return;         // not empty, or gone already
            }
        }
    }
}
