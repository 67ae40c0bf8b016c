using System.Runtime.InteropServices;
using System.Security.Cryptography;
using GpuHost.Core.Cuda;
using GpuHost.Core.Digests;
using GpuHost.Core.Intake;
using GpuHost.Core.Scan;

namespace GpuHost.Core;

/// <summary>Small files that were read into an arena of fixed size and wait to be processed together. Not for two threads at once.</summary>
internal sealed class GatheredFiles
{
    private const int LaneBytesMax = 16 * 1024;         // from here on the processor's own SHA instructions win
    private const int LaneFilesMin = 6;                 // fewer leave too many lanes idle
    private const int Padding = Prefilter.PaddingBytes;

    private readonly int filesMax;
    private readonly List<Slot> slots;
    private readonly List<(int Start, int Length)> places;
    private readonly byte[] digests;
    private int used = Padding;

    public GatheredFiles(int arenaBytes, int filesMax)
    {
        this.filesMax = filesMax;
        (slots, places) = (new List<Slot>(filesMax), new List<(int, int)>(filesMax));
        digests = new byte[filesMax * SHA256.HashSizeInBytes];
        Arena = GC.AllocateUninitializedArray<byte>(arenaBytes, pinned: true);
        Arena.AsSpan(0, Padding).Clear();
    }

    /// <summary>Holds the files, with zeros around each.</summary>
    public byte[] Arena { get; }

    /// <summary>The files; longest first once they are sorted.</summary>
    public IReadOnlyList<Slot> Slots => slots;

    /// <summary>Where the files lie, in their order.</summary>
    public ReadOnlySpan<(int Start, int Length)> Places => CollectionsMarshal.AsSpan(places);

    /// <summary>The batch on the device, if it went there.</summary>
    public CudaTicket? Ticket { get; set; }

    /// <summary>What it asked of the device.</summary>
    public BatchLoad Load { get; set; }

    /// <summary>Whether there is no room for a file.</summary>
    public bool IsFull(int size) => slots.Count == filesMax || used + size + (2 * Padding) > Arena.Length;

    /// <summary>Reads a file that there is room for; false when it is not the file any more that was opened.</summary>
    public bool TryAdd(string path, int index, OpenFile file)
    {
        var size = (int)file.Opened.Size;
        var count = file.FillWhole(Arena.AsSpan(used, size + 1));        // one byte more shows a file that has grown
        if (count != size || !file.IsUnchanged())
            return false;
        Arena.AsSpan(used + size, Padding).Clear();
        slots.Add(new Slot(path, index, used, size));
        used += size + Padding;
        return true;
    }

    /// <summary>Sorts the files, longest first, so that lanes end together.</summary>
    public void Sort()
    {
        slots.Sort((left, right) => left.Length != right.Length ? right.Length.CompareTo(left.Length) : left.Index.CompareTo(right.Index));
        places.Clear();
        foreach (var slot in slots)
            places.Add((slot.Start, slot.Length));
    }

    /// <summary>Hashes sorted files, small ones side by side when there are lanes; those larger than a block are hashed in their blocks.</summary>
    public void Hash(Sha256Lanes? lanes, int blockBytes)
    {
        var alone = slots.FindIndex(slot => slot.Length <= LaneBytesMax);
        if (lanes is null || alone < 0 || slots.Count - alone < LaneFilesMin)
            alone = slots.Count;
        for (var index = slots.Count(slot => slot.Length > blockBytes); index < alone; index++)
            SHA256.HashData(Arena.AsSpan(slots[index].Start, slots[index].Length), digests.AsSpan(index * 32, 32));
        if (slots.Count > alone)
            lanes!.Hash(Arena, Places[alone..], digests.AsSpan(alone * 32));
    }

    /// <summary>The digest of a file that was hashed.</summary>
    public ReadOnlySpan<byte> Digest(int slot) => digests.AsSpan(slot * 32, 32);

    public void Forget()
    {
        slots.Clear();
        places.Clear();
        used = Padding;
    }

    /// <summary>One file: its place in the batch and in the arena.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Slot(string Path, int Index, int Start, int Length);
}
