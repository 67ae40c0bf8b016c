using System.Numerics;

namespace GpuHost.Core.Scan;

/// <summary>The places of one window where one rule may start to match: a bitmap, so that they come out once each and in order.</summary>
internal sealed class PendingStarts(int capacityBytes)
{
    private readonly ulong[] words = new ulong[(capacityBytes + 63) / 64];

    /// <summary>Marks the places from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public void Mark(int first, int last)
    {
        for (var index = first; index <= last; index++)
            words[index >> 6] |= 1UL << (index & 63);
    }

    /// <summary>The first marked place from <paramref name="from"/> on, or -1.</summary>
    public int Next(int from)
    {
        var word = from >> 6;
        if (word >= words.Length)
            return -1;
        var bits = words[word] & (ulong.MaxValue << (from & 63));
        while (bits == 0)
        {
            if (++word == words.Length)
                return -1;
            bits = words[word];
        }

        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>Forgets the first <paramref name="bytes"/> places, a multiple of 64, and moves the rest to the front.</summary>
    public void Slide(int bytes)
    {
        var gone = bytes / 64;
        Array.Copy(words, gone, words, 0, words.Length - gone);
        Array.Clear(words, words.Length - gone, gone);
    }

    public void Clear() => Array.Clear(words);
}
