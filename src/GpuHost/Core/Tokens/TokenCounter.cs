using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Counts the tokens of cl100k_base exactly: the pieces of the text, a look into the vocabulary for each, byte pair encoding for those that are no
/// token themselves. Pieces seen lately are remembered with their number. Not for two threads at once.
/// </summary>
internal sealed class TokenCounter
{
    /// <summary>Bytes that must be readable behind a text.</summary>
    public const int PaddingBytes = Vocabulary.KeyBytesMax + 1;

    /// <summary>A piece longer than this is cut, so that a stream of one endless word takes bounded memory.</summary>
    public const int PieceBytesMax = 256 * 1024;

    private const int LookAheadBytes = 12;      // three characters decide where a piece ends: a quote and what may be a contraction
    private const int MemoBits = 16;            // 65,536 pieces, 1 MB: forgotten ones cost more than a miss in the second-level cache
    private const int LongMemoBits = 13;        // 8,192 pieces of 16 to 31 bytes, 384 KB
    private const int LongMemoBytes = 31;
    private const int TokensShift = 60;         // a remembered key has the number of tokens above its length

    private readonly Vocabulary vocabulary = Vocabulary.Shared;
    private readonly PairMerger merger = new(Vocabulary.Shared);
    private readonly LongMemo[] longMemos = new LongMemo[1 << LongMemoBits];
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
        ref var memory = ref MemoryMarshal.GetArrayDataReference(memos);
        var tokens = 0L;
        var at = 0;
        while (at < length)
        {
            var limit = length - at > PieceBytesMax + 3 ? Boundary(text, at + PieceBytesMax) : length;
            var end = PieceScanner.End(text[..limit], at, out var seen);
            if (!isEnd && limit == length && seen + LookAheadBytes > length)
                break;
            var size = end - at;
            if (size <= Vocabulary.KeyBytesMax)
            {
                var key = Vocabulary.Key.Of(ref Unsafe.Add(ref first, at), size);
                ref var memo = ref Unsafe.Add(ref memory, (nint)(key.Hash() >> (64 - MemoBits)));
                if (memo.Low == key.Low && (memo.High & (ulong.MaxValue >> (64 - TokensShift))) == key.High)
                    tokens += (long)(memo.High >> TokensShift);
                else
                    tokens += Learn(ref Unsafe.Add(ref first, at), size, in key, ref memo);
            }
            else
            {
                tokens += CountLong(ref Unsafe.Add(ref first, at), size);
            }

            at = end;
        }

        taken = at;
        return tokens;
    }

    private int Learn(ref byte piece, int size, in Vocabulary.Key key, ref Vocabulary.Key memo)
    {
        var tokens = vocabulary.Contains(in key) ? 1 : merger.Count(ref piece, size);
        memo = new Vocabulary.Key(key.Low, key.High | ((ulong)tokens << TokensShift));
        return tokens;
    }

    private int CountLong(ref byte piece, int size)
    {
        if (size > LongMemoBytes)
            return vocabulary.Rank(ref piece, size) != Vocabulary.None ? 1 : merger.Count(ref piece, size);

        // The first sixteen bytes and the last sixteen, which overlap, and the length name the piece.
        var head = Vector128.LoadUnsafe(ref piece);
        var tail = Vector128.LoadUnsafe(ref piece, (nuint)(size - 16));
        var mixed = (head.AsUInt64()[0] ^ (tail.AsUInt64()[1] * 3) ^ (ulong)size) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ head.AsUInt64()[1] ^ (tail.AsUInt64()[0] << 1)) * 0x9E3779B97F4A7C15;
        ref var memo = ref longMemos[(int)(mixed >> (64 - LongMemoBits))];
        if (memo.Size != size || memo.Head != head || memo.Tail != tail)
            memo = new LongMemo(head, tail, size, vocabulary.Rank(ref piece, size) != Vocabulary.None ? 1 : merger.Count(ref piece, size));
        return memo.Tokens;
    }

    /// <summary>The start of the character that holds a byte.</summary>
    private static int Boundary(ReadOnlySpan<byte> text, int at)
    {
        while ((text[at] & 0xC0) == 0x80)
            at--;
        return at;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct LongMemo(Vector128<byte> Head, Vector128<byte> Tail, int Size, int Tokens);
}
