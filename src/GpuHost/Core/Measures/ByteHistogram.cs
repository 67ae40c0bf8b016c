using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuHost.Core.Measures;

/// <summary>How often each byte value occurs. Four tables take turns, so that a repeated byte does not wait for its own last count.</summary>
internal sealed class ByteHistogram
{
    private readonly int[] tables = new int[4 * 256];
    private readonly int[] sums = new int[256];

    /// <summary>Forgets the last file.</summary>
    public void Reset() => Array.Clear(tables);

    /// <summary>Counts bytes; at most two thousand million of a value between two resets.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        ref var text = ref MemoryMarshal.GetReference(bytes);
        nint at = 0;
        for (; at + 8 <= bytes.Length; at += 8)
        {
            var word = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, at));
            Unsafe.Add(ref table, (nint)(word & 255))++;
            Unsafe.Add(ref table, 256 + (nint)((word >> 8) & 255))++;
            Unsafe.Add(ref table, 512 + (nint)((word >> 16) & 255))++;
            Unsafe.Add(ref table, 768 + (nint)((word >> 24) & 255))++;
            Unsafe.Add(ref table, (nint)((word >> 32) & 255))++;
            Unsafe.Add(ref table, 256 + (nint)((word >> 40) & 255))++;
            Unsafe.Add(ref table, 512 + (nint)((word >> 48) & 255))++;
            Unsafe.Add(ref table, 768 + (nint)(word >> 56))++;
        }

        for (; at < bytes.Length; at++)
            Unsafe.Add(ref table, (nint)Unsafe.Add(ref text, at))++;
    }

    /// <summary>The counts by byte value.</summary>
    public ReadOnlySpan<int> Counts()
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        for (nuint value = 0; value < 256; value += 8)
        {
            var sum = Vector256.LoadUnsafe(ref table, value) + Vector256.LoadUnsafe(ref table, 256 + value)
                + Vector256.LoadUnsafe(ref table, 512 + value) + Vector256.LoadUnsafe(ref table, 768 + value);
            sum.StoreUnsafe(ref sums[0], value);
        }

        return sums;
    }
}
