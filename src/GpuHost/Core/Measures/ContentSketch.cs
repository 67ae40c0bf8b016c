using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Measures;

/// <summary>
/// What is kept of a file's shingle hashes: a MinHash signature (one permutation, 64 bins) and a signed count sketch of 256 dimensions, the
/// embedding. Whole numbers only; the order in which hashes come does not matter.
/// </summary>
internal sealed class ContentSketch
{
    /// <summary>Values of a signature.</summary>
    public const int Bins = 64;

    /// <summary>Dimensions of an embedding.</summary>
    public const int Dimensions = 256;

    /// <summary>Mixes a hash again for the embedding.</summary>
    public const uint Mixer = 0x27D4EB2F;

    private const uint Empty = uint.MaxValue;
    private const int RootTableSize = 4096;
    private const int InverseBits = 44;

    private static readonly byte[] Roots = BuildRoots();

    private readonly uint[] minima = new uint[Bins];
    private readonly int[] counts = new int[Dimensions];

    /// <summary>Forgets the last file.</summary>
    public void Reset()
    {
        Array.Fill(minima, Empty);
        Array.Clear(counts);
    }

    /// <summary>Takes what another tier gathered from all hashes of a file.</summary>
    /// <param name="leastByBin">The minima, all bits set where there is none.</param>
    /// <param name="countsByDimension">The counts.</param>
    public void Set(ReadOnlySpan<uint> leastByBin, ReadOnlySpan<int> countsByDimension)
    {
        leastByBin.CopyTo(minima);
        countsByDimension.CopyTo(counts);
    }

    /// <summary>
    /// Takes one hash: its low bits choose a bin, the rest compete to be the least there; mixed again, it counts up or down in a dimension.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Take(uint hash)
    {
        ref var minimum = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(minima), (nint)(hash % Bins));
        minimum = Math.Min(minimum, hash / Bins);       // without a jump: in small files one could not tell where it goes
        var mixed = hash * Mixer;
        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(counts), (nint)(mixed >> 24)) += 1 - (int)((mixed >> 22) & 2);
    }

    /// <summary>Takes hashes as <see cref="Take"/> does one.</summary>
    public void TakeAll(ReadOnlySpan<uint> hashes)
    {
        foreach (var hash in hashes)
            Take(hash);
    }

    /// <summary>
    /// The signature; null when there were no hashes. A bin without one borrows from the next bin that has one, changed by how far that is. The
    /// share of equal values in two signatures estimates how much two files have in common.
    /// </summary>
    public ushort[]? Signature()
    {
        var last = Array.FindLastIndex(minima, value => value != Empty);
        if (last < 0)
            return null;
        var signature = new ushort[Bins];
        var (value, distance) = (0u, 0u);
        for (var step = 0; step < 2 * Bins; step++)
        {
            var bin = (2 * Bins - 1 - step) % Bins;
            (value, distance) = minima[bin] != Empty ? (minima[bin], 0) : (value, distance + 1);
            signature[bin] = (ushort)(((value + (distance * 0x9E3779B1)) * Mixer) >> 16);
        }

        return signature;
    }

    /// <summary>
    /// The embedding: roots of the counts, so that what is repeated does not drown the rest, scaled to a byte; null without hashes.
    /// </summary>
    public sbyte[]? Embedding()
    {
        Span<int> roots = stackalloc int[Dimensions];
        var largest = 0;
        for (var index = 0; index < roots.Length; index++)
        {
            roots[index] = Root(Math.Abs(counts[index]));
            largest = Math.Max(largest, roots[index]);
        }

        if (largest == 0)
            return null;

        // One division in place of 256: rounded up at 44 bits; exact while 127 * largest * largest is below 2^44, and largest is at most the root of 2^35.
        var inverse = (1UL << InverseBits) / (uint)largest + 1;
        var embedding = new sbyte[Dimensions];
        for (var index = 0; index < embedding.Length; index++)
            embedding[index] = (sbyte)(Math.Sign(counts[index]) * (int)(((ulong)(roots[index] * 127) * inverse) >> InverseBits));
        return embedding;
    }

    /// <summary>The root of 16 times a count, rounded down.</summary>
    private static int Root(int count) => count < RootTableSize ? Roots[count] : (int)Math.Sqrt(16.0 * count);

    private static byte[] BuildRoots()
    {
        var roots = new byte[RootTableSize];
        for (var count = 0; count < RootTableSize; count++)
            roots[count] = (byte)Math.Sqrt(16.0 * count);
        return roots;
    }
}
