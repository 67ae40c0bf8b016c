using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Remembers pieces of 16 to 63 bytes with the number of their tokens: long names and indents come again, and encoding one costs a microsecond.
/// A piece forgets the one that stood in its place.
/// </summary>
internal sealed class PieceMemo
{
    /// <summary>The longest piece that is remembered; the last byte of a place holds the length.</summary>
    public const int PieceBytesMax = PlaceBytes - 1;

    private const int PlaceBytes = 64;
    private const int PlaceBits = 14;           // 16,384 pieces, 1 MB: half as many forget a tenth more, twice as many fall out of the cache

    private readonly byte[] places = new byte[PlaceBytes << PlaceBits];
    private readonly byte[] tokens = new byte[1 << PlaceBits];

    /// <summary>The place where a piece is remembered, or would be.</summary>
    /// <param name="piece">16 to 63 bytes.</param>
    public static int PlaceOf(ReadOnlySpan<byte> piece)
    {
        ref var first = ref MemoryMarshal.GetReference(piece);
        var (head, tail) = (Unsafe.ReadUnaligned<ulong>(ref first), Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, piece.Length - 8)));
        var inner = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, piece.Length - 16)) + Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref first, 8));
        var mixed = (head * 0x9E3779B97F4A7C15) ^ (tail * 0xC2B2AE3D27D4EB4F) ^ (inner * 0x165667B19E3779F9) ^ (ulong)piece.Length;
        return (int)((mixed ^ (mixed >> 32)) * 0x9E3779B97F4A7C15 >> (64 - PlaceBits));
    }

    /// <summary>The number of tokens of a piece; zero when it is not remembered.</summary>
    public int Find(int place, ReadOnlySpan<byte> piece)
    {
        var known = places.AsSpan(place * PlaceBytes, PlaceBytes);
        return known[^1] == piece.Length && piece.SequenceEqual(known[..piece.Length]) ? tokens[place] : 0;
    }

    /// <summary>Remembers a piece.</summary>
    public void Keep(int place, ReadOnlySpan<byte> piece, int count)
    {
        var known = places.AsSpan(place * PlaceBytes, PlaceBytes);
        piece.CopyTo(known);
        known[^1] = (byte)piece.Length;
        tokens[place] = (byte)count;
    }
}
