using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuHost.Core.Patterns;

namespace GpuHost.Core.Scan;

/// <summary>
/// Twenty-four buckets, 32 places at once. Each of six positions has two tables of 16 entries a byte of buckets, one for the low and one
/// for the high half of a byte; a byte is let through when both halves allow it, which lets a few more through than the bucket holds.
/// </summary>
internal sealed class Avx2Filter
{
    private const int Positions = 6;
    private const int BucketBytes = 3;
    private const int TableBytes = 32;      // 16 entries, twice: a shuffle works on each half of a vector by itself

    private readonly byte[] tables = new byte[Positions * BucketBytes * 2 * TableBytes];

    public Avx2Filter(IEnumerable<Anchor> anchors)
    {
        var buckets = Buckets.Build(anchors, BucketBytes * 8, Positions);
        for (var bucket = 0; bucket < buckets.Count; bucket++)
        {
            for (var position = 0; position < Positions; position++)
                Mark(buckets[bucket][position], bucket, position);
        }
    }

    public int Collect(ref byte text, ref int from, int to, Span<int> places)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        var count = 0;
        var at = from;
        for (; at < to && count <= places.Length - 32; at += 32)
        {
            ref var place = ref Unsafe.Add(ref text, at);
            var (r0, r1, r2) = (Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet, Vector256<byte>.AllBitsSet);
            Narrow(ref table, 1, ref place, ref r0, ref r1, ref r2);
            Narrow(ref table, 2, ref place, ref r0, ref r1, ref r2);
            Narrow(ref table, 3, ref place, ref r0, ref r1, ref r2);
            Narrow(ref table, 0, ref place, ref r0, ref r1, ref r2);
            Narrow(ref table, 4, ref place, ref r0, ref r1, ref r2);
            Narrow(ref table, 5, ref place, ref r0, ref r1, ref r2);
            var found = ~Vector256.Equals(r0 | r1 | r2, Vector256<byte>.Zero).ExtractMostSignificantBits();
            if (to - at < 32)
                found &= (1u << (to - at)) - 1;
            for (; found != 0; found &= found - 1)
                places[count++] = at + BitOperations.TrailingZeroCount(found);
        }

        from = Math.Min(at, to);
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Narrow(
        ref byte tables, int position, ref byte place, ref Vector256<byte> r0, ref Vector256<byte> r1, ref Vector256<byte> r2)
    {
        var bytes = Vector256.LoadUnsafe(ref Unsafe.Add(ref place, position - 1));
        var low = bytes & Vector256.Create((byte)15);
        var high = (bytes.AsUInt16() >> 4).AsByte() & Vector256.Create((byte)15);
        ref var table = ref Unsafe.Add(ref tables, position * BucketBytes * 2 * TableBytes);
        r0 &= Look(ref table, 0, low) & Look(ref table, 1, high);
        r1 &= Look(ref table, 2, low) & Look(ref table, 3, high);
        r2 &= Look(ref table, 4, low) & Look(ref table, 5, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Look(ref byte table, int index, Vector256<byte> halves) =>
        Avx2.Shuffle(Vector256.LoadUnsafe(ref table, (nuint)(index * TableBytes)), halves);

    private void Mark(ByteSet set, int bucket, int position)
    {
        var table = tables.AsSpan(((position * BucketBytes) + (bucket / 8)) * 2 * TableBytes, 2 * TableBytes);
        var bit = (byte)(1 << (bucket % 8));
        for (var value = 0; value < 256; value++)
        {
            if (!set.Members[value])
                continue;
            foreach (var half in (ReadOnlySpan<int>)[0, 16])
            {
                table[half + (value & 15)] |= bit;
                table[TableBytes + half + (value >> 4)] |= bit;
            }
        }
    }
}
