using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Byte pair encoding of one piece: the two neighbours whose joint sequence has the lowest rank become one part, the leftmost first, until no
/// neighbours make a token. Only the number of parts is kept.
/// </summary>
internal sealed class PairMerger(Vocabulary vocabulary)
{
    private const int TinyBytes = 16;       // pairs of so few bytes fit in two vectors and never leave them
    private const int ShortBytes = 64;      // up to here searching all pairs for the lowest rank is faster than a queue
    private const uint NoPair = uint.MaxValue;
    private const int PlaceBits = 6;        // a pair is known by its rank and, below it, where it begins: the least one is the next to be merged

    private readonly PriorityQueue<(int Left, int Right, int End), long> queue = new();
    private int[] following = [];
    private int[] preceding = [];

    /// <summary>How many tokens a piece has.</summary>
    /// <param name="text">Its first byte; <see cref="Vocabulary.KeyBytesMax"/> + 1 bytes can be read behind its last one.</param>
    /// <param name="length">Its bytes.</param>
    public int Count(ref byte text, int length) => length switch
    {
        <= TinyBytes => CountTiny(ref text, length),
        <= ShortBytes => CountShort(ref text, length),
        _ => CountLong(ref text, length),
    };

    /// <summary>Bit i of the parts stands for a part that begins at byte i; the bit at the length for the end.</summary>
    [SkipLocalsInit]
    private int CountTiny(ref byte text, int length)
    {
        Span<uint> pairs = stackalloc uint[TinyBytes];
        Propose(ref text, length, pairs);
        var (low, high) = (Vector256.LoadUnsafe(ref pairs[0]), Vector256.LoadUnsafe(ref pairs[8]));
        var parts = (2U << length) - 1;
        for (var count = length; ; count--)
        {
            var best = Least(Vector256.Min(low, high));
            if (best == NoPair)
                return count;
            var left = (int)(best & ((1 << PlaceBits) - 1));
            var right = BitOperations.TrailingZeroCount(parts & (uint.MaxValue << left << 1));
            parts &= ~(1U << right);
            var behind = parts & (uint.MaxValue << right);
            var before = parts & ((1U << left) - 1);
            var end = BitOperations.TrailingZeroCount(behind);
            Put(ref low, ref high, right, NoPair);
            behind &= behind - 1;

            // Where there is no neighbour, the rank of nothing is asked for, which there is not.
            var furtherEnd = behind == 0 ? left : BitOperations.TrailingZeroCount(behind);
            var previous = before == 0 ? end : BitOperations.Log2(before);
            var (pair, previousPair) = Pairs(ref text, (left, furtherEnd), (previous, end));
            Put(ref low, ref high, left, pair);
            Put(ref low, ref high, before == 0 ? right : previous, previousPair);
        }
    }

    /// <summary>As <see cref="CountTiny"/>, with the pairs in memory.</summary>
    [SkipLocalsInit]
    private int CountShort(ref byte text, int length)
    {
        Span<uint> pairs = stackalloc uint[ShortBytes];
        Propose(ref text, length, pairs);
        var parts = ulong.MaxValue >> (64 - length);        // the end has no bit
        for (var count = length; ; count--)
        {
            var least = Vector256.LoadUnsafe(ref pairs[0]);
            for (var at = 8; at < length; at += 8)
                least = Vector256.Min(least, Vector256.LoadUnsafe(ref pairs[at]));
            var best = Least(least);
            if (best == NoPair)
                return count;
            var left = (int)(best & ((1 << PlaceBits) - 1));
            var right = BitOperations.TrailingZeroCount(parts & (ulong.MaxValue << left << 1));
            parts &= ~(1UL << right);
            var behind = parts & (ulong.MaxValue << right);
            var before = parts & ((1UL << left) - 1);
            var end = behind == 0 ? length : BitOperations.TrailingZeroCount(behind);
            behind &= behind - 1;
            var furtherEnd = end == length ? left : behind == 0 ? length : BitOperations.TrailingZeroCount(behind);
            var previous = before == 0 ? end : BitOperations.Log2(before);
            pairs[right] = NoPair;
            (pairs[left], var previousPair) = Pairs(ref text, (left, furtherEnd), (previous, end));
            pairs[before == 0 ? right : previous] = previousPair;
        }
    }

    private void Propose(ref byte text, int length, Span<uint> pairs)
    {
        pairs.Fill(NoPair);
        for (var index = 0; index < length - 1; index++)
        {
            var rank = vocabulary.RankOfPair(Unsafe.Add(ref text, index), Unsafe.Add(ref text, index + 1));
            pairs[index] = AsPair(rank, index);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (uint First, uint Second) Pairs(ref byte text, (int Start, int End) first, (int Start, int End) second)
    {
        var (firstRank, secondRank) = vocabulary.Ranks(
            ref Unsafe.Add(ref text, first.Start), first.End - first.Start, ref Unsafe.Add(ref text, second.Start), second.End - second.Start);
        return (AsPair(firstRank, first.Start), AsPair(secondRank, second.Start));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint AsPair(int rank, int start) => rank == Vocabulary.None ? NoPair : ((uint)rank << PlaceBits) | (uint)start;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref Vector256<uint> low, ref Vector256<uint> high, int place, uint pair)
    {
        var places = Vector256.Create((uint)place);
        var value = Vector256.Create(pair);
        low = Vector256.ConditionalSelect(Vector256.Equals(places, Vector256<uint>.Indices), value, low);
        high = Vector256.ConditionalSelect(Vector256.Equals(places, Vector256<uint>.Indices + Vector256.Create(8U)), value, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Least(Vector256<uint> pairs)
    {
        var half = Vector128.Min(pairs.GetLower(), pairs.GetUpper());
        half = Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(2U, 3, 0, 1)));
        return Vector128.Min(half, Vector128.Shuffle(half, Vector128.Create(1U, 0, 3, 2))).ToScalar();
    }

    private int CountLong(ref byte text, int length)
    {
        if (following.Length <= length)
            (following, preceding) = (new int[length + 1], new int[length + 1]);
        for (var index = 0; index <= length; index++)
            (following[index], preceding[index]) = (index + 1, index - 1);
        queue.Clear();
        for (var index = 0; index < length - 1; index++)
            Propose(ref text, index, length);
        var parts = length;
        while (queue.TryDequeue(out var pair, out _))
        {
            // A proposal is stale once one of its parts has changed.
            if (following[pair.Left] != pair.Right || following[pair.Right] != pair.End)
                continue;
            following[pair.Left] = pair.End;
            following[pair.Right] = -1;
            if (pair.End <= length)
                preceding[pair.End] = pair.Left;
            parts--;
            Propose(ref text, pair.Left, length);
            if (preceding[pair.Left] >= 0)
                Propose(ref text, preceding[pair.Left], length);
        }

        return parts;
    }

    private void Propose(ref byte text, int left, int length)
    {
        var right = following[left];
        if (right >= length)
            return;
        var end = following[right];
        var rank = Rank(ref text, left, end);
        if (rank != Vocabulary.None)
            queue.Enqueue((left, right, end), ((long)rank << 32) | (uint)left);
    }

    private int Rank(ref byte text, int start, int end) => vocabulary.Rank(ref Unsafe.Add(ref text, start), end - start);
}
