using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Cuts a listing into batches. Pure.</summary>
internal static class Batching
{
    public const int FilesMax = 128;                    // a result of about 40 KB, a few hundred milliseconds of work lost in a crash
    public const long BytesMax = 32L * 1024 * 1024;     // the same for large files; a larger file is a batch of its own

    public static IReadOnlyList<FileBatch> Cut(string root, IReadOnlyList<ListedFile> files)
    {
        var batches = new List<FileBatch>();
        var paths = new List<string>();
        long bytes = 0;
        foreach (var file in files)
        {
            if (paths.Count > 0 && (paths.Count == FilesMax || bytes + file.Size > BytesMax))
            {
                batches.Add(new FileBatch(root, paths));
                paths = [];
                bytes = 0;
            }

            paths.Add(file.Path);
            bytes += file.Size;
        }

        if (paths.Count > 0)
            batches.Add(new FileBatch(root, paths));
        return batches;
    }
}
