using GpuHost.Core.Folders;
using GpuHost.Core.Intake;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>A folder on a volume of this machine, if it lies in one of the allowed ones.</summary>
internal sealed class FolderBatch : IBatchReader
{
    private const int FoldersKept = 4_096;      // resolved folders that are remembered
    private const int StreamBufferBytes = 128 * 1024;

    public async Task<string?> ReadAsync(BatchSource source, IStorageAccount account, BatchBuild build, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(source.Folder!);
        var resolver = new FileResolver(root);
        if (!Path.IsPathFullyQualified(source.Folder!))
            return $"The folder '{BatchPath.Shown(source.Folder!)}' is no full path.";
        if (!build.Limits.Roots.Any(allowed => IsIn(resolver.RootError is null ? resolver.RealRoot : root, allowed)))
            return $"The folder '{BatchPath.Shown(source.Folder!)}' is in none of the folders that this host may read (GpuHost:Roots).";
        if (resolver.RootError is { } error)
            return error;
        var skipped = new List<(string Path, string Reason)>();
        var paths = source.Paths.Count > 0 ? source.Paths : new FolderWalk(root, path => skipped.Add((path.Path, path.Reason))).Files(cancellationToken);
        foreach (var path in paths)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (build.IsFull)
            {
                build.LeaveOut(1);
                continue;
            }

            if (resolver.FoldersKnown > FoldersKept)
                resolver = new FileResolver(root);
            if (await TakeAsync(path, resolver, build, cancellationToken) is { } fault)
                await build.AddFaultAsync(path, 0, FileFault.Explain(path, fault), cancellationToken);
        }

        foreach (var (path, reason) in skipped)
            await build.AddFaultAsync(path, 0, reason, cancellationToken);
        return null;
    }

    private static bool IsIn(string folder, string allowed) =>
        folder == allowed || folder.StartsWith(allowed.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static async Task<string?> TakeAsync(string path, FileResolver resolver, BatchBuild build, CancellationToken cancellationToken)
    {
        if (resolver.Resolve(path, out var full) is { } refusal)
            return refusal;
        if (OpenFile.TryOpen(full, out var opened) is { } fault)
            return fault;
        using var file = opened!;
        try
        {
            var size = file.Opened.Size;
            if (await build.TakeAsync(size + 1, cancellationToken) is not { } start)      // one byte more shows a file that has grown
            {
                await using var content = file.Reread(StreamBufferBytes);
                await build.StreamAsync(path, size, content, cancellationToken);
                return null;
            }

            if (file.Fill(build.Arena.Memory.AsSpan(start, (int)size + 1)) != size || !file.IsUnchanged())
                return FileFault.Changed;
            build.Add(path, start, (int)size);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileFault.FromException(error);
        }
    }
}
