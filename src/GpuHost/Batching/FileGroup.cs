using System.Runtime.InteropServices;
using GpuHost.Caching;
using GpuHost.Core.Cuda;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Publishing;

namespace GpuHost.Batching;

/// <summary>
/// Files of a batch that stand one behind the other and are worked on together: as many as a device takes at once. A file larger than half of that is a
/// group by itself, which is the processor's. Not for two threads at once.
/// </summary>
internal sealed class FileGroup(CudaOptions options)
{
    private const int KnownBytesMax = 4 * 1024 * 1024;      // of what the cache knew about files that wait for those before them

    private readonly List<Entry> entries = [];
    private readonly List<(int Start, int Length)> places = [];
    private int room;
    private int knownBytes;
    private bool isAlone;

    public IReadOnlyList<Entry> Entries => entries;

    /// <summary>Where the files lie that are offered to the device, in the order of their numbers.</summary>
    public ReadOnlySpan<(int Start, int Length)> Places => CollectionsMarshal.AsSpan(places);

    /// <summary>What became of them there.</summary>
    public DeviceOffer? Offer { get; set; }

    /// <summary>Bytes of the files that are to be worked on.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether there are files to be worked on.</summary>
    public bool HasWork { get; private set; }

    /// <summary>Whether the next file of the batch goes with these.</summary>
    public bool Takes(BatchFile file)
    {
        if (entries.Count == 0)
            return true;
        if (isAlone || entries.Count == options.FilesPerBatchMax || knownBytes > KnownBytesMax)
            return false;
        return file.Fault is not null || (!IsLarge(file.Length) && room + RoomOf(file.Length) <= options.BatchBytes);
    }

    /// <summary>Adds a file that could not be read.</summary>
    public void AddFault(BatchFile file) => entries.Add(new Entry(file, -1, default, null));

    /// <summary>Adds a file that the cache knows.</summary>
    public void AddKnown(BatchFile file, int digest, KnownFacts known)
    {
        entries.Add(new Entry(file, digest, default, known));
        knownBytes += known.Fragment.Length;
    }

    /// <summary>Adds a file with the content of one that is still worked on.</summary>
    public void AddRepeated(BatchFile file, int digest, CacheKey key) => entries.Add(new Entry(file, digest, key, null));

    /// <summary>Adds a file that is to be worked on.</summary>
    public void AddNew(BatchFile file, int digest, CacheKey key)
    {
        isAlone = IsLarge(file.Length);
        entries.Add(new Entry(file, digest, key, null) { IsNew = true, Offered = isAlone ? null : places.Count });
        Bytes += file.Length;
        HasWork = true;
        if (isAlone)
            return;
        places.Add((file.Start, (int)file.Length));
        room += RoomOf(file.Length);
    }

    public void Clear()
    {
        entries.Clear();
        places.Clear();
        (Offer, Bytes, HasWork, room, knownBytes, isAlone) = (null, 0, false, 0, 0, false);
    }

    private bool IsLarge(long length) => length > options.BatchBytes / 2;

    private static int RoomOf(long length) => BatchLayout.Align((int)length + BatchLayout.FilePadding);

    /// <summary>A file of the group.</summary>
    /// <param name="File">The file.</param>
    /// <param name="Digest">The number of its digest in the batch; -1: it could not be read.</param>
    /// <param name="Key">What the cache knows it by, unless it was looked up already.</param>
    /// <param name="Known">What the cache knew.</param>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(BatchFile File, int Digest, CacheKey Key, KnownFacts? Known)
    {
        /// <summary>Whether the cache was asked and did not know it.</summary>
        public bool IsNew { get; init; }

        /// <summary>Its number among those offered to the device, if it is one of them.</summary>
        public int? Offered { get; init; }
    }
}
