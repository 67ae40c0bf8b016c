using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuHost.Core.Containers;
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
    private readonly ContainerOpener? opener;
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
        opener = options.OpenContainers ? new ContainerOpener(rules, options, tier) : null;
        lanes = tier == Tier.Avx512 && Sha256Lanes.IsSupported ? new Sha256Lanes() : null;
        blockBytes = options.BlockBytes;
        arena = GC.AllocateUninitializedArray<byte>(Math.Max(ArenaBytesMin, blockBytes + (4 * Padding)), pinned: true);
        arena.AsSpan(0, Padding).Clear();
    }

    /// <summary>Where the time goes.</summary>
    public StageClock Clock => pass.Clock;

    /// <summary>Processes files of a batch.</summary>
    /// <param name="paths">The batch's paths.</param>
    /// <param name="resolver">Resolves them; this thread's own.</param>
    /// <param name="files">Which of the files.</param>
    /// <param name="facts">Takes what was found out about each of them.</param>
    /// <param name="cancellationToken">Stops between files and between blocks.</param>
    public void Run(IReadOnlyList<string> paths, FileResolver resolver, Range files, FileFacts[] facts, CancellationToken cancellationToken)
    {
        Forget();
        Clock.Start();
        var (first, count) = files.GetOffsetAndLength(facts.Length);
        for (var index = first; index < first + count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var path = paths[index];
            var fault = resolver.Resolve(path, out var full) ?? Take(path, full, index, facts, cancellationToken);
            if (fault is not null)
                facts[index] = Failed(path, 0, fault);
            Clock.Add(Stage.Read);
        }

        Flush(facts, cancellationToken);
    }

    public void Dispose()
    {
        pass.Dispose();
        opener?.Dispose();
    }

    private static FileFacts Failed(string path, long size, string fault) => new(new FileRecord(path, size) { Error = fault }, null);

    /// <summary>Opens a file and gathers or streams it.</summary>
    /// <returns>Null, or why the file cannot be processed.</returns>
    private string? Take(string path, string full, int index, FileFacts[] facts, CancellationToken cancellationToken)
    {
        if (OpenFile.TryOpen(full, out var opened) is { } fault)
            return fault;
        using var file = opened!;
        try
        {
            if (file.Opened.Size > blockBytes)
                facts[index] = Unpacked(pass.RunStream(path, file, cancellationToken), full, cancellationToken);
            else if (!TryGather(path, index, file, facts, cancellationToken))
                facts[index] = Failed(path, file.Opened.Size, FileFault.Changed);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileFault.FromException(error);
        }
    }

    /// <summary>Reads a small file into the arena; false when it is not the file any more that was opened.</summary>
    private bool TryGather(string path, int index, OpenFile file, FileFacts[] facts, CancellationToken cancellationToken)
    {
        var size = (int)file.Opened.Size;
        if (slots.Count == FilesMax || used + size + (2 * Padding) > arena.Length)
        {
            Clock.Add(Stage.Read);
            Flush(facts, cancellationToken);
        }

        var count = file.Fill(arena.AsSpan(used, size + 1));        // one byte more shows a file that has grown
        if (count != size || !file.IsUnchanged())
            return false;
        arena.AsSpan(used + size, Padding).Clear();
        slots.Add(new Slot(path, index, used, size));
        used += size + Padding;
        return true;
    }

    private void Flush(FileFacts[] facts, CancellationToken cancellationToken)
    {
        HashAll();
        Clock.Add(Stage.Digest);
        for (var index = 0; index < slots.Count; index++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var slot = slots[index];
            var found = pass.RunWhole(slot.Path, arena, slot.Start, slot.Length, digests.AsSpan(index * 32, 32));
            facts[slot.Index] = opener is null ? found : Unpacked(found, slot, cancellationToken);
        }

        Forget();
    }

    private FileFacts Unpacked(FileFacts facts, Slot slot, CancellationToken cancellationToken)
    {
        var bytes = arena.AsSpan(slot.Start, slot.Length);
        if (facts.Record.IsText)
        {
            facts = facts with { Record = opener!.OpenBase64(facts.Record, bytes, cancellationToken) };
        }
        else if (ContainerKinds.Find(bytes) != ContainerKind.None)
        {
            using var content = new MemoryStream(arena, slot.Start, slot.Length, writable: false);
            facts = facts with { Record = opener!.Open(facts.Record, content, cancellationToken) };
        }

        Clock.Add(Stage.Containers);
        return facts;
    }

    private FileFacts Unpacked(FileFacts facts, string full, CancellationToken cancellationToken)
    {
        if (opener is null || facts.Record.IsText || facts.Record.Error is not null)
            return facts;
        using var content = new FileStream(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        facts = facts with { Record = opener.Open(facts.Record, content, cancellationToken) };
        Clock.Add(Stage.Containers);
        return facts;
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
