using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;

namespace GpuHost.Core.Scan;

/// <summary>
/// Tells exactly which anchors stand at a place. Each anchor owns one bit; 64 of them make a group, and table j of a group maps a byte to
/// the anchors that allow it at position j of their window:
/// <code>anchors at i = table0[text[i-1]] AND table1[text[i]] AND ... AND table7[text[i+6]]</code>
/// </summary>
internal sealed class AnchorTables
{
    private readonly ulong[] tables;
    private readonly (int Rule, Anchor Anchor)[] anchors;

    public AnchorTables(IReadOnlyList<Rule> rules)
    {
        anchors = [.. rules.SelectMany((rule, index) => rule.Anchors.Select(anchor => (index, anchor)))];
        Groups = (anchors.Length + 63) / 64;
        tables = new ulong[Groups * Anchor.WindowBytes * 256];
        for (var index = 0; index < anchors.Length; index++)
        {
            for (var position = 0; position < Anchor.WindowBytes; position++)
                Mark(anchors[index].Anchor.Window[position], index, position);
        }
    }

    /// <summary>Groups of 64 anchors.</summary>
    public int Groups { get; }

    /// <summary>The tables, group after group, position after position, 256 entries each.</summary>
    public ReadOnlySpan<ulong> Bits => tables;

    /// <summary>All anchors, each with the index of its rule.</summary>
    public ReadOnlySpan<(int Rule, Anchor Anchor)> Anchors => anchors;

    /// <summary>The anchors of a group whose windows allow the bytes around a place.</summary>
    /// <param name="group">The group.</param>
    /// <param name="place">The byte where the anchors start; the one before it and six behind it can be read.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong At(int group, ref byte place)
    {
        ref var table = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(tables), (nint)group * Anchor.WindowBytes * 256);
        var bits = Unsafe.Add(ref table, 256 + (nint)place)
            & Unsafe.Add(ref table, 512 + (nint)Unsafe.Add(ref place, 1))
            & Unsafe.Add(ref table, 768 + (nint)Unsafe.Add(ref place, 2));
        if (bits == 0)
            return 0;
        bits &= Unsafe.Add(ref table, (nint)Unsafe.Add(ref place, -1))
            & Unsafe.Add(ref table, 1024 + (nint)Unsafe.Add(ref place, 3));
        if (bits == 0)
            return 0;
        return bits & Unsafe.Add(ref table, 1280 + (nint)Unsafe.Add(ref place, 4))
            & Unsafe.Add(ref table, 1536 + (nint)Unsafe.Add(ref place, 5))
            & Unsafe.Add(ref table, 1792 + (nint)Unsafe.Add(ref place, 6));
    }

    private void Mark(ByteSet set, int anchor, int position)
    {
        var at = ((anchor / 64 * Anchor.WindowBytes) + position) * 256;
        for (var value = 0; value < 256; value++)
        {
            if (set.Members[value])
                tables[at + value] |= 1UL << (anchor % 64);
        }
    }
}
