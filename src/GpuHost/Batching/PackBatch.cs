using System.Security.Cryptography;
using GpuHost.Packs;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>A pack: read with one request into the arena, and its files worked on where they lie.</summary>
internal sealed class PackBatch : IBatchReader
{
    private const string Damaged = "The content is not the one that was packed: its checksum is another.";

    public async Task<string?> ReadAsync(BatchSource source, IStorageAccount account, BatchBuild build, CancellationToken cancellationToken)
    {
        var (container, blob) = (source.Container!, source.Blob!);
        BlobContent content;
        try
        {
            content = await account.Container(container).OpenReadAsync(blob, new BlobRange(IfMatch: source.ETag), cancellationToken);
        }
        catch (Exception error) when (StorageFaults.Of(error, container, blob) is { } fault)
        {
            return fault;
        }

        await using (content)
        {
            if (content.Properties.Length > PackFormat.BytesMax)
                return $"The pack is refused ({PackProblem.TooLarge}): it has more than {PackFormat.BytesMax:N0} bytes.";
            var length = (int)content.Properties.Length;
            var start = await build.TakeAsync(length, cancellationToken) ?? throw new InvalidOperationException("An arena holds the largest pack.");
            await Download.FillAsync(content.Stream, build.Arena.Memory.AsMemory(start, length), cancellationToken);
            return Add(build, start, length);
        }
    }

    private static string? Add(BatchBuild build, int start, int length)
    {
        var pack = build.Arena.Memory.AsSpan(start, length);
        IReadOnlyList<PackEntry> entries;
        try
        {
            entries = PackReader.Read(pack);
        }
        catch (PackException error)
        {
            return error.Message;
        }

        for (var index = 0; index < entries.Count; index++)
        {
            var entry = entries[index];
            if (!IsWhole(pack, index, entry))
                build.AddFault(entry.Name, entry.Length, Damaged);
            else
                build.Add(entry.Name, start + entry.Offset, entry.Length);
        }

        return null;
    }

    private static bool IsWhole(ReadOnlySpan<byte> pack, int index, PackEntry entry)
    {
        if (!PackReader.IsWhole(pack, index, entry))
            return false;
        if (!entry.HasDigest)
            return true;
        Span<byte> sha256 = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pack.Slice(entry.Offset, entry.Length), sha256);
        return PackReader.IsWhole(pack, index, entry, sha256);
    }
}
