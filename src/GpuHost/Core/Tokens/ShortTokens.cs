using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// The tokens of one to seven bytes, which are two thirds of the vocabulary and nine tenths of what is asked. A sequence and the mark behind it make
/// a number of 57 bits, which a mixing that can be undone spreads; where it stands says its upper 17 bits, so that an entry holds only the rest, and
/// a question costs one look into one megabyte, whether the answer is yes or no:
/// <code>
/// number = bytes, 1, zeros                                     57 bits
/// entry  = low 40 bits of the mixed number, 7 bits: places behind its own, 17 bits: rank + 1          zero when empty
/// </code>
/// </summary>
internal sealed class ShortTokens
{
    /// <summary>The longest sequence that can be asked for.</summary>
    public const int BytesMax = 7;

    private const int NumberBits = 57;
    private const int SlotBits = 17;            // 70,488 tokens in 131,072 slots
    private const int RestBits = NumberBits - SlotBits;
    private const int RankBits = 17;
    private const int FurtherBits = 64 - RestBits - RankBits;
    private const ulong Mixer = 0x9E3779B97F4A7C15;
    private const ulong NumberMask = (1UL << NumberBits) - 1;

    private readonly ulong[] entries = new ulong[(1 << SlotBits) + (1 << FurtherBits)];

    /// <summary>Adds a token.</summary>
    public void Add(ulong mixed, int rank)
    {
        var (slot, further) = ((int)(mixed >> RestBits), 0);
        while (entries[slot + further] != 0)
            further++;
        if (further >= 1 << FurtherBits)
            throw new InvalidOperationException($"The token of rank {rank} has no place; the table is too small.");
        entries[slot + further] = Expected(mixed, further) << RankBits | (uint)(rank + 1);
    }

    /// <summary>The mixed number of a sequence.</summary>
    /// <param name="text">Its first byte; eight can be read.</param>
    /// <param name="length">Its bytes, one to seven.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ref byte text, int length)
    {
        var mark = 1UL << (8 * length);
        var number = (Unsafe.ReadUnaligned<ulong>(ref text) & (mark - 1)) | mark;
        number = (number * Mixer) & NumberMask;
        return ((number ^ (number >> (NumberBits / 2))) * Mixer) & NumberMask;
    }

    /// <summary>The entry to look at first. Asked for apart from <see cref="Rank"/>, so that several can be on their way from memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong First(ulong mixed) => Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(entries), (nint)(mixed >> RestBits));

    /// <summary>The rank, or <see cref="Vocabulary.None"/>.</summary>
    /// <param name="mixed">The mixed number.</param>
    /// <param name="entry">Its first entry.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Rank(ulong mixed, ulong entry)
    {
        if (entry >> RankBits == Expected(mixed, 0))
            return (int)(entry & ((1 << RankBits) - 1)) - 1;
        return entry == 0 ? Vocabulary.None : Further(mixed);
    }

    private int Further(ulong mixed)
    {
        for (var further = 1; ; further++)
        {
            var entry = entries[(int)(mixed >> RestBits) + further];
            if (entry == 0 || further == 1 << FurtherBits)
                return Vocabulary.None;
            if (entry >> RankBits == Expected(mixed, further))
                return (int)(entry & ((1 << RankBits) - 1)) - 1;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Expected(ulong mixed, int further) => (mixed & ((1UL << RestBits) - 1)) << FurtherBits | (uint)further;
}
