using System.Runtime.InteropServices;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace GpuHost.Core.Scan;

/// <summary>
/// Finds the places where some rule's anchor may stand. The vector tiers look at six bytes of the window and let a few places through that
/// <see cref="Tables"/> then refuses, so what comes out behind it is the same for every tier.
/// </summary>
internal sealed class Prefilter(IReadOnlyList<Rule> rules)
{
    /// <summary>Bytes that must be readable before and behind what is searched.</summary>
    public const int PaddingBytes = 64 + 16;

    private readonly Lazy<Avx512Filter> avx512 = new(() => new Avx512Filter(rules.SelectMany(rule => rule.Anchors)));
    private readonly Lazy<Avx2Filter> avx2 = new(() => new Avx2Filter(rules.SelectMany(rule => rule.Anchors)));

    /// <summary>The exact check of a place.</summary>
    public AnchorTables Tables { get; } = new(rules);

    /// <summary>Writes places where anchors may stand, in order.</summary>
    /// <param name="tier">The tier to run.</param>
    /// <param name="buffer">Holds the text, with <see cref="PaddingBytes"/> bytes around what is searched.</param>
    /// <param name="from">Where to begin; afterwards where to go on, <paramref name="to"/> when all was searched.</param>
    /// <param name="to">Where to stop.</param>
    /// <param name="places">Takes the places; at least 64.</param>
    /// <returns>How many places were found.</returns>
    public int Collect(Tier tier, byte[] buffer, ref int from, int to, int[] places)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to + PaddingBytes, buffer.Length, nameof(to));
        ref var text = ref MemoryMarshal.GetArrayDataReference(buffer);
        return tier switch
        {
            Tier.Avx512 => avx512.Value.Collect(ref text, ref from, to, places),
            Tier.Avx2 => avx2.Value.Collect(ref text, ref from, to, places),
            _ => ScalarFilter.Collect(Tables, ref text, ref from, to, places),
        };
    }
}
