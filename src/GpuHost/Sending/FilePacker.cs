using System.Text;
using GpuHost.Core.Folders;
using GpuHost.Core.Intake;
using GpuHost.Packs;
using Workflows.Contracts.Review;

namespace GpuHost.Sending;

/// <summary>Reads the files of a folder into packs, one after the other, in bounded memory. What does not fit into a pack comes by itself.</summary>
internal sealed class FilePacker(string root, IReadOnlyList<string> paths)
{
    private readonly FileResolver resolver = new(root);

    /// <summary>Files that could not be read, each with its reason; complete when the parts are.</summary>
    public List<SkippedPath> Skipped { get; } = [];

    /// <summary>Why nothing can be read; null when the folder exists.</summary>
    public string? Problem => resolver.RootError;

    /// <summary>The parts. The same files give the same parts.</summary>
    public IEnumerable<FilePart> Parts(CancellationToken cancellationToken)
    {
        var writer = new PackWriter();
        var names = paths.Count > 0 ? paths.Distinct(StringComparer.Ordinal) : new FolderWalk(root, Skipped.Add).Files(cancellationToken);
        foreach (var path in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = Read(path);
            if (file.Fault is { } fault)
            {
                Skipped.Add(new SkippedPath(path, FileFault.Explain(path, fault)));
                continue;
            }

            if (file.Content is not { } content)
            {
                yield return new FilePart(null, path, file.Full, 1);
                continue;
            }

            if (writer.TryAdd(path, content))
                continue;
            var files = writer.Count;
            yield return new FilePart(writer.Finish(), "", "", files);
            writer.TryAdd(path, content);       // it could be taken by an empty one
        }

        var last = writer.Count;
        if (last > 0)
            yield return new FilePart(writer.Finish(), "", "", last);
    }

    private FileRead Read(string path)
    {
        if (resolver.Resolve(path, out var full) is { } refusal)
            return new FileRead(full, null, refusal);
        if (Encoding.UTF8.GetByteCount(path) > PackFormat.NameBytesMax)
            return new FileRead(full, null, FileFault.NameTooLong);
        if (OpenFile.TryOpen(full, out var opened) is { } fault)
            return new FileRead(full, null, fault);
        using var file = opened!;
        try
        {
            if (!PackWriter.CouldTake(path, file.Opened.Size, PackFormat.BytesMax))
                return new FileRead(full, null, null);
            var content = GC.AllocateUninitializedArray<byte>((int)file.Opened.Size + 1);       // one byte more shows a file that has grown
            var count = file.Fill(content);
            return count == file.Opened.Size && file.IsUnchanged()
                ? new FileRead(full, content.AsMemory(0, count), null)
                : new FileRead(full, null, FileFault.Changed);
        }
        catch (IOException error)
        {
            return new FileRead(full, null, FileFault.FromException(error));
        }
    }

    /// <summary>A file as it was read: without content and fault it is too large for a pack.</summary>
    private sealed record FileRead(string Full, ReadOnlyMemory<byte>? Content, string? Fault);
}
