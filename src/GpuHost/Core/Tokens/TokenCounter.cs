using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Counts the tokens of cl100k_base exactly: the pieces of the text, a look into the vocabulary for each, byte pair encoding for those that are no
/// token themselves. Results of the latter are remembered. Not for two threads at once.
/// </summary>
internal sealed class TokenCounter
{
    /// <summary>Bytes that must be readable behind a text.</summary>
    public const int PaddingBytes = Vocabulary.KeyBytesMax + 1;

    /// <summary>A piece longer than this is cut, so that a stream of one endless word takes bounded memory.</summary>
    public const int PieceBytesMax = 256 * 1024;

    private const int LookAheadBytes = 12;      // three characters decide where a piece ends: a quote and what may be a contraction
    private const int MemoBits = 15;            // 32,768 pieces, 768 KB

    private readonly Vocabulary vocabulary = Vocabulary.Shared;
    private readonly PairMerger merger = new(Vocabulary.Shared);
    private readonly Memo[] memos = new Memo[1 << MemoBits];

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
            var end = PieceScanner.End(text, at);
            if (!isEnd && end + LookAheadBytes > length)
                break;
            var size = end - at;
            if (size <= Vocabulary.KeyBytesMax)
            {
                var key = Vocabulary.Key.Of(ref Unsafe.Add(ref first, at), size);
                tokens += vocabulary.Contains(in key) ? 1 : Remember(ref Unsafe.Add(ref first, at), size, in key);
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

    private int Remember(ref byte piece, int size, in Vocabulary.Key key)
    {
        ref var memo = ref memos[(int)(key.Hash() >> (64 - MemoBits))];
        if (memo.Key != key)
            memo = new Memo(key, merger.Count(ref piece, size));
        return memo.Tokens;
    }

    private long CountLong(ref byte piece, int size)
    {
        var tokens = 0L;
        for (; size > PieceBytesMax; size -= PieceBytesMax)
        {
            tokens += merger.Count(ref piece, PieceBytesMax);
            piece = ref Unsafe.Add(ref piece, PieceBytesMax);
        }

        return tokens + (vocabulary.Rank(ref piece, size) != Vocabulary.None ? 1 : merger.Count(ref piece, size));
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly record struct Memo(Vocabulary.Key Key, int Tokens);
}
