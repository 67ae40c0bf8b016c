using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuHost.Core.Digests;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// One thread's share of a batch. Small files are gathered in an arena of fixed size until it is full, hashed side by side and examined
/// where they lie; a file larger than a block is streamed at once. Not for two threads at once.
/// </summary>
internal sealed class FileWorker : IDisposable
{
    private const int ArenaBytesMin = 1024 * 1024;      // what is gathered stays in the second-level cache
    private const int FilesMax = 512;
    private const int LaneBytesMax = 16 * 1024;         // from here on the processor's own SHA instructions win
    private const int LaneFilesMin = 6;                 // fewer leave too many lanes idle
    private const int Padding = Prefilter.PaddingBytes;

    private readonly FilePass pass;
    private readonly Sha256Lanes? lanes;
    private readonly int blockBytes;
    private readonly byte[] arena;
    private readonly List<Slot> slots = new(FilesMax);
    private readonly List<(int Start, int Length)> messages = new(FilesMax);
    private readonly byte[] digests = new byte[FilesMax * SHA256.HashSizeInBytes];
    private int used = Padding;

    public FileWorker(RuleSet rules, FileCoreOptions options)
    {
        var tier = options.Tier ?? TierSet.Best;
        pass = new FilePass(rules, options, tier);
        lanes = tier == Tier.Avx512 && Sha256Lanes.IsSupported ? new Sha256Lanes() : null;
        blockBytes = options.BlockBytes;
        arena = GC.AllocateUninitializedArray<byte>(Math.Max(ArenaBytesMin, blockBytes + (4 * Padding)), pinned: true);
        arena.AsSpan(0, Padding).Clear();
    }

    /// <summary>Processes files of a batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="resolver">Resolves its paths; this thread's own.</param>
    /// <param name="files">Which of its files.</param>
    /// <param name="records">Takes a record for each of them.</param>
    /// <param name="cancellationToken">Stops between files and between blocks.</param>
    public void Run(FileBatch batch, FileResolver resolver, Range files, FileRecord[] records, CancellationToken cancellationToken)
    {
        Forget();
        var (first, count) = files.GetOffsetAndLength(records.Length);
        for (var index = first; index < first + count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = batch.Paths[index];
            var fault = resolver.Resolve(path, out var full) ?? Take(path, full, index, records, cancellationToken);
            if (fault is not null)
                records[index] = new FileRecord(path, 0) { Error = fault };
        }

        Flush(records);
    }

    public void Dispose() => pass.Dispose();

    /// <summary>Opens a file and gathers or streams it.</summary>
    /// <returns>Null, or why the file cannot be processed.</returns>
    private string? Take(string path, string full, int index, FileRecord[] records, CancellationToken cancellationToken)
    {
        if (OpenFile.TryOpen(full, out var file) is { } fault)
            return fault;
        try
        {
            if (file.Opened.Size > blockBytes)
                records[index] = pass.RunStream(path, ref file, cancellationToken);
            else if (!TryGather(path, index, ref file, records))
                records[index] = new FileRecord(path, file.Opened.Size) { Error = FileFault.Changed };
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileFault.FromException(error);
        }
        finally
        {
            file.Dispose();
        }
    }

    /// <summary>Reads a small file into the arena; false when it is not the file any more that was opened.</summary>
    private bool TryGather(string path, int index, ref OpenFile file, FileRecord[] records)
    {
        var size = (int)file.Opened.Size;
        if (slots.Count == FilesMax || used + size + (2 * Padding) > arena.Length)
            Flush(records);
        var count = file.Fill(arena.AsSpan(used, size + 1));        // one byte more shows a file that has grown
        if (count != size || !file.IsUnchanged())
            return false;
        arena.AsSpan(used + size, Padding).Clear();
        slots.Add(new Slot(path, index, used, size));
        used += size + Padding;
        return true;
    }

    private void Flush(FileRecord[] records)
    {
        HashAll();
        for (var index = 0; index < slots.Count; index++)
        {
            var slot = slots[index];
            records[slot.Index] = pass.RunWhole(slot.Path, arena, slot.Start, slot.Length, digests.AsSpan(index * 32, 32));
        }

        Forget();
    }

    private void Forget()
    {
        slots.Clear();
        used = Padding;
    }

    /// <summary>Sorts the files, longest first, so that the lanes end together, and hashes them.</summary>
    private void HashAll()
    {
        slots.Sort((left, right) => left.Length != right.Length ? right.Length.CompareTo(left.Length) : left.Index.CompareTo(right.Index));
        var alone = slots.FindIndex(slot => slot.Length <= LaneBytesMax);
        if (lanes is null || alone < 0 || slots.Count - alone < LaneFilesMin)
            alone = slots.Count;
        for (var index = 0; index < alone; index++)
            SHA256.HashData(arena.AsSpan(slots[index].Start, slots[index].Length), digests.AsSpan(index * 32, 32));
        messages.Clear();
        for (var index = alone; index < slots.Count; index++)
            messages.Add((slots[index].Start, slots[index].Length));
        if (messages.Count > 0)
            lanes!.Hash(arena, CollectionsMarshal.AsSpan(messages), digests.AsSpan(alone * 32));
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Slot(string Path, int Index, int Start, int Length);
}
