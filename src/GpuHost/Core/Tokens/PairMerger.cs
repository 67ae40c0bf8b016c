using System.Runtime.CompilerServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Byte pair encoding of one piece: the two neighbours whose joint sequence has the lowest rank become one part, the leftmost first, until no
/// neighbours make a token. Only the number of parts is kept.
/// </summary>
internal sealed class PairMerger(Vocabulary vocabulary)
{
    private const int ShortBytes = 64;      // up to here searching all parts for the lowest rank is faster than a queue

    private readonly PriorityQueue<(int Left, int Right, int End), long> queue = new();
    private int[] following = [];
    private int[] preceding = [];

    /// <summary>How many tokens a piece has.</summary>
    /// <param name="text">Its first byte; <see cref="Vocabulary.KeyBytesMax"/> + 1 bytes can be read behind its last one.</param>
    /// <param name="length">Its bytes.</param>
    public int Count(ref byte text, int length) => length <= ShortBytes ? CountShort(ref text, length) : CountLong(ref text, length);

    [SkipLocalsInit]
    private int CountShort(ref byte text, int length)
    {
        Span<int> starts = stackalloc int[ShortBytes + 1];
        Span<int> ranks = stackalloc int[ShortBytes + 1];
        for (var index = 0; index < length - 1; index++)
        {
            starts[index] = index;
            ranks[index] = vocabulary.RankOfPair(Unsafe.Add(ref text, index), Unsafe.Add(ref text, index + 1));
        }

        (starts[length - 1], starts[length]) = (length - 1, length);
        for (var parts = length; ; parts--)
        {
            var (best, at) = (Vocabulary.None, -1);
            for (var index = 0; index < parts - 1; index++)
            {
                if (ranks[index] < best)
                    (best, at) = (ranks[index], index);
            }

            if (at < 0)
                return parts;
            starts[(at + 2)..(parts + 1)].CopyTo(starts[(at + 1)..]);
            if (at + 2 < parts)
                ranks[(at + 2)..parts].CopyTo(ranks[(at + 1)..]);
            if (at < parts - 2)
                ranks[at] = Rank(ref text, starts[at], starts[at + 2]);
            if (at > 0)
                ranks[at - 1] = Rank(ref text, starts[at - 1], starts[at + 1]);
        }
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
