using GpuHost.Core;
using GpuHost.Packs;

namespace GpuHost.Batching;

/// <summary>Memory of fixed size for the files of one batch. What does not fit waits until what is there has been worked on, or is streamed.</summary>
internal sealed class BatchArena(int bytes)
{
    /// <summary>The memory, and what must be readable behind it; pinned, as the lanes of the digest want it.</summary>
    public byte[] Memory { get; } = GC.AllocateUninitializedArray<byte>(bytes + MemoryWorker.BytesBehind, pinned: true);

    public int Capacity => bytes;

    public int Used { get; private set; }

    public bool HasRoomFor(long length) => length <= Capacity - Used;

    /// <summary>Takes room; there must be some.</summary>
    /// <returns>Where it begins.</returns>
    public int Take(int length)
    {
        var start = Used;
        Used = (int)Math.Min(PackFormat.Align(start + length), Capacity);
        return start;
    }

    public void Clear() => Used = 0;
}
