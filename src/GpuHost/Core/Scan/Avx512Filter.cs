using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuHost.Core.Patterns;

namespace GpuHost.Core.Scan;

/// <summary>
/// Sixteen buckets, 64 places at once. For each of six positions a table of 128 entries maps a byte to the buckets that allow it:
/// <code>buckets at i..i+63 = table0[text[i-1..]] AND table1[text[i..]] AND ... AND table5[text[i+4..]]</code>
/// The permutation ignores a byte's highest bit; where no bucket allows bytes above 127, those bytes are ruled out afterwards.
/// </summary>
internal sealed class Avx512Filter
{
    private const int Positions = 6;
    private const int TableBytes = 128;

    private readonly byte[] tables = new byte[2 * Positions * TableBytes];      // low eight buckets by position, then high eight
    private readonly byte[] asciiMasks = new byte[Positions];

    public Avx512Filter(IEnumerable<Anchor> anchors)
    {
        var buckets = Buckets.Build(anchors, 16, Positions);
        for (var position = 0; position < Positions; position++)
        {
            var isAscii = buckets.TrueForAll(bucket => bucket[position].IsAscii);
            asciiMasks[position] = isAscii ? (byte)0x80 : (byte)0;
            for (var bucket = 0; bucket < buckets.Count; bucket++)
                Mark(buckets[bucket][position], bucket, position);
        }
    }

    public int Collect(ref byte text, ref int from, int to, Span<int> places)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        var (a0, a1, a2) = (Table(ref table, 0), Table(ref table, 1), Table(ref table, 2));
        var (a3, a4, a5) = (Table(ref table, 3), Table(ref table, 4), Table(ref table, 5));
        var (b0, b1, b2) = (Table(ref table, 6), Table(ref table, 7), Table(ref table, 8));
        var (b3, b4, b5) = (Table(ref table, 9), Table(ref table, 10), Table(ref table, 11));
        var (ascii1, ascii2) = (Vector512.Create(asciiMasks[1]), Vector512.Create(asciiMasks[2]));
        var ascii3 = Vector512.Create(asciiMasks[3]);
        var count = 0;
        var at = from;
        for (; at < to && count <= places.Length - 64; at += 64)
        {
            ref var place = ref Unsafe.Add(ref text, at);
            var v1 = Vector512.LoadUnsafe(ref place);
            var v2 = Vector512.LoadUnsafe(ref place, 1);
            var v3 = Vector512.LoadUnsafe(ref place, 2);
            var low = Look(a1, v1) & Look(a2, v2) & Look(a3, v3);
            var high = Look(b1, v1) & Look(b2, v2) & Look(b3, v3);
            var v0 = Vector512.LoadUnsafe(ref Unsafe.Subtract(ref place, 1));
            low &= Look(a0, v0);
            high &= Look(b0, v0);
            var v4 = Vector512.LoadUnsafe(ref place, 3);
            low &= Look(a4, v4);
            high &= Look(b4, v4);
            var v5 = Vector512.LoadUnsafe(ref place, 4);
            var any = (low & Look(a5, v5)) | (high & Look(b5, v5));
            if (any == Vector512<byte>.Zero)
                continue;
            var outside = (v1 & ascii1) | (v2 & ascii2) | (v3 & ascii3);
            var found = ~Vector512.Equals(any, Vector512<byte>.Zero).ExtractMostSignificantBits() & ~outside.ExtractMostSignificantBits();
            if (to - at < 64)
                found &= (1UL << (to - at)) - 1;
            for (; found != 0; found &= found - 1)
                places[count++] = at + BitOperations.TrailingZeroCount(found);
        }

        from = Math.Min(at, to);
        return count;
    }

    private static (Vector512<byte> Low, Vector512<byte> High) Table(ref byte tables, int index) => (
        Vector512.LoadUnsafe(ref tables, (nuint)(index * TableBytes)), Vector512.LoadUnsafe(ref tables, (nuint)((index * TableBytes) + 64)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Look((Vector512<byte> Low, Vector512<byte> High) table, Vector512<byte> bytes) =>
        Avx512Vbmi.PermuteVar64x8x2(table.Low, bytes, table.High);

    private void Mark(ByteSet set, int bucket, int position)
    {
        var table = tables.AsSpan((((bucket / 8) * Positions) + position) * TableBytes, TableBytes);
        for (var value = 0; value < 256; value++)
        {
            if (set.Members[value])
                table[value & 127] |= (byte)(1 << (bucket % 8));
        }
    }
}
