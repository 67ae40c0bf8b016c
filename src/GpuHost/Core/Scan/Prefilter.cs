using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;

namespace GpuHost.Core.Scan;

/// <summary>
/// Finds the places where a rule's anchor may stand. Every anchor owns one bit of 64 (shared when there are more anchors); table j maps a
/// byte to the anchors that allow it at position j of their window:
/// <code>candidates at i = table0[text[i]] AND table1[text[i+1]] AND table2[text[i+2]] AND table3[text[i+3]]</code>
/// </summary>
internal sealed class Prefilter
{
    private readonly ulong[] tables = new ulong[Anchor.WindowBytes * 256];
    private readonly (int Rule, Anchor Anchor)[][] buckets;

    public Prefilter(IReadOnlyList<Rule> rules)
    {
        var anchors = rules.SelectMany((rule, index) => rule.Anchors.Select(anchor => (Rule: index, Anchor: anchor))).ToArray();
        var lists = new List<(int, Anchor)>[64];
        for (var bit = 0; bit < 64; bit++)
            lists[bit] = [];
        for (var index = 0; index < anchors.Length; index++)
        {
            lists[index % 64].Add(anchors[index]);
            for (var position = 0; position < Anchor.WindowBytes; position++)
                Mark(anchors[index].Anchor.Window[position], position, 1UL << (index % 64));
        }

        buckets = Array.ConvertAll(lists, list => list.ToArray());
    }

    /// <summary>Anchors that share a bit.</summary>
    public ReadOnlySpan<(int Rule, Anchor Anchor)> Bucket(int bit) => buckets[bit];

    /// <summary>The first position from <paramref name="start"/> on whose four bytes some anchor allows.</summary>
    /// <param name="text">Text with at least three readable bytes behind <paramref name="end"/>.</param>
    /// <param name="start">Where to begin.</param>
    /// <param name="end">Where to stop.</param>
    /// <param name="bits">The anchors' bits at the position found.</param>
    /// <returns>The position, or <paramref name="end"/>.</returns>
    public int Next(ReadOnlySpan<byte> text, int start, int end, out ulong bits)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(end, text.Length - Anchor.WindowBytes + 1);
        ref var source = ref MemoryMarshal.GetReference(text);
        ref var table = ref MemoryMarshal.GetArrayDataReference(tables);
        for (nint position = start; position < end; position++)
        {
            bits = Unsafe.Add(ref table, (nint)Unsafe.Add(ref source, position))
                & Unsafe.Add(ref table, 256 + (nint)Unsafe.Add(ref source, position + 1))
                & Unsafe.Add(ref table, 512 + (nint)Unsafe.Add(ref source, position + 2))
                & Unsafe.Add(ref table, 768 + (nint)Unsafe.Add(ref source, position + 3));
            if (bits != 0)
                return (int)position;
        }

        bits = 0;
        return end;
    }

    private void Mark(ByteSet set, int position, ulong bit)
    {
        for (var value = 0; value < 256; value++)
        {
            if (set.Members[value])
                tables[(position * 256) + value] |= bit;
        }
    }
}
