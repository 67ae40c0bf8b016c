using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuHost.Core.Tiers;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Counts the tokens of cl100k_base exactly: the pieces of the text, a look into the vocabulary for each, byte pair encoding for those that are no
/// token themselves. Pieces seen lately are remembered with their number. Not for two threads at once.
/// </summary>
internal sealed class TokenCounter(Tier tier)
{
    /// <summary>Bytes that must be readable behind a text.</summary>
    public const int PaddingBytes = Vocabulary.KeyBytesMax + 1;

    /// <summary>A piece longer than this is cut, so that a stream of one endless word takes bounded memory.</summary>
    public const int PieceBytesMax = 256 * 1024;

    private const int LookAheadBytes = 12;      // three characters decide where a piece ends: a quote and what may be a contraction
    private const int MemoBits = 16;            // 65,536 pieces, 1 MB: forgotten ones cost more than a miss in the second-level cache
    private const int TokensShift = 60;         // a remembered key has the number of tokens above its length
    private const ulong FirstMixer = 0x9E3779B97F4A7C15;
    private const ulong SecondMixer = 0xC2B2AE3D27D4EB4F;

    private readonly Vocabulary vocabulary = Vocabulary.Shared;
    private readonly PairMerger merger = new(Vocabulary.Shared);
    private readonly PieceMemo longMemo = new();
    private readonly Vocabulary.Key[] memos = new Vocabulary.Key[1 << MemoBits];

    /// <summary>Counts the tokens of the pieces that end for certain.</summary>
    /// <param name="buffer">Holds the text and <see cref="PaddingBytes"/> bytes behind it.</param>
    /// <param name="start">Where the text begins.</param>
    /// <param name="length">Bytes of valid UTF-8.</param>
    /// <param name="isEnd">Whether no text comes behind; then all of it is counted.</param>
    /// <param name="taken">Bytes counted; what is left comes again with the text that follows.</param>
    /// <returns>The number of tokens.</returns>
    public long Count(byte[] buffer, int start, int length, bool isEnd, out int taken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + length + PaddingBytes, buffer.Length, nameof(length));
        var text = buffer.AsSpan(start, length);
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), start);
        var tokens = 0L;
        var at = 0;
        while (at < length)
        {
            if (tier != Tier.Scalar && at + PieceWindow.Bytes <= length && PieceWindow.Begins(tier, ref Unsafe.Add(ref first, at)) is not 0 and var begins)
            {
                tokens += CountWindow(ref first, ref at, begins);
                continue;
            }

            var limit = length - at > PieceBytesMax + 3 ? Boundary(text, at + PieceBytesMax) : length;
            var end = PieceScanner.End(text[..limit], at, out var seen);
            if (!isEnd && limit == length && seen + LookAheadBytes > length)
                break;
            tokens += CountPiece(ref Unsafe.Add(ref first, at), end - at);
            at = end;
        }

        taken = at;
        return tokens;
    }

    /// <summary>Counts the tokens of one piece that is longer than a key.</summary>
    /// <param name="buffer">Holds it and <see cref="PaddingBytes"/> bytes behind it.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="size">Its bytes.</param>
    public int CountPiece(byte[] buffer, int start, int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start + size + PaddingBytes, buffer.Length, nameof(size));
        return CountLong(ref buffer[start], size);
    }

    /// <summary>Counts the pieces between the beginnings in a window.</summary>
    private long CountWindow(ref byte first, ref int at, ulong begins)
    {
        var tokens = 0L;
        var start = 0;
        ref var window = ref Unsafe.Add(ref first, at);
        for (; begins != 0; begins &= begins - 1)
        {
            var end = BitOperations.TrailingZeroCount(begins);
            tokens += CountPiece(ref Unsafe.Add(ref window, start), end - start);
            start = end;
        }

        at += start;
        return tokens;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int CountPiece(ref byte piece, int size)
    {
        if (size > Vocabulary.KeyBytesMax)
            return CountLong(ref piece, size);
        var key = Vocabulary.Key.Of(ref piece, size);
        var place = ((key.Low * FirstMixer) + (key.High * SecondMixer)) >> (64 - MemoBits);
        ref var memo = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(memos), (nint)place);
        var high = memo.High;
        return ((memo.Low ^ key.Low) | ((high ^ key.High) << (64 - TokensShift))) == 0
            ? (int)(high >> TokensShift)
            : Learn(ref piece, size, in key, ref memo);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Learn(ref byte piece, int size, in Vocabulary.Key key, ref Vocabulary.Key memo)
    {
        var tokens = Encode(ref piece, size);
        memo = new Vocabulary.Key(key.Low, key.High | ((ulong)tokens << TokensShift));
        return tokens;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int CountLong(ref byte piece, int size)
    {
        if (size > PieceMemo.PieceBytesMax)
            return Encode(ref piece, size);
        var bytes = MemoryMarshal.CreateReadOnlySpan(ref piece, size);
        var place = PieceMemo.PlaceOf(bytes);
        var tokens = longMemo.Find(place, bytes);
        if (tokens == 0)
            longMemo.Keep(place, bytes, tokens = Encode(ref piece, size));
        return tokens;
    }

    private int Encode(ref byte piece, int size) => vocabulary.Rank(ref piece, size) != Vocabulary.None ? 1 : merger.Count(ref piece, size);

    /// <summary>The start of the character that holds a byte.</summary>
    private static int Boundary(ReadOnlySpan<byte> text, int at)
    {
        while ((text[at] & 0xC0) == 0x80)
            at--;
        return at;
    }
}
