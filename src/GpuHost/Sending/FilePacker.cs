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
                using var large = file.Large!;      // open until it is uploaded: its name may stand for another one by then
                yield return new FilePart(null, path, large, 1);
                continue;
            }

            if (writer.TryAdd(path, content))
                continue;
            var files = writer.Count;
            yield return new FilePart(writer.Finish(), "", null, files);
            writer.TryAdd(path, content);       // it could be taken by an empty one
        }

        var last = writer.Count;
        if (last > 0)
            yield return new FilePart(writer.Finish(), "", null, last);
    }

    private FileRead Read(string path)
    {
        if (resolver.Resolve(path, out var full) is { } refusal)
            return new FileRead(null, null, refusal);
        if (Encoding.UTF8.GetByteCount(path) > PackFormat.NameBytesMax)
            return new FileRead(null, null, FileFault.NameTooLong);
        if (OpenFile.TryOpen(full, out var opened) is { } fault)
            return new FileRead(null, null, fault);
        if (!PackWriter.CouldTake(path, opened!.Opened.Size, PackFormat.BytesMax))
            return new FileRead(null, opened, null);
        using var file = opened;
        try
        {
            var content = GC.AllocateUninitializedArray<byte>((int)file.Opened.Size + 1);       // one byte more shows a file that has grown
            var count = file.Fill(content);
            return count == file.Opened.Size && file.IsUnchanged()
                ? new FileRead(content.AsMemory(0, count), null, null)
                : new FileRead(null, null, FileFault.Changed);
        }
        catch (IOException error)
        {
            return new FileRead(null, null, FileFault.FromException(error));
        }
    }

    /// <summary>A file that was read, or is open because it is too large for a pack, or cannot be read.</summary>
    private sealed record FileRead(ReadOnlyMemory<byte>? Content, OpenFile? Large, string? Fault);
}
