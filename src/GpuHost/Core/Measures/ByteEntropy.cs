namespace GpuHost.Core.Measures;

/// <summary>Shannon's entropy of bytes in fixed point.</summary>
internal static class ByteEntropy
{
    /// <summary>Bits a byte, 16 bits behind the point: log2(n) - sum(count * log2(count)) / n.</summary>
    /// <param name="counts">How often each byte value occurs.</param>
    /// <param name="total">Their sum; zero gives zero.</param>
    public static int BitsPerByte(ReadOnlySpan<int> counts, long total)
    {
        if (total == 0)
            return 0;
        var sum = 0L;
        foreach (var count in counts)
            sum += (long)count * FixedLog2.Of((uint)count);     // zero times the logarithm of zero, which the table calls zero

        // Counts above 32 bits are scaled down; the entropy of so much depends on shares, not on numbers.
        return (int)Math.Max(0, Log2(total) - (sum / total));
    }

    private static long Log2(long total)
    {
        var shift = Math.Max(0, 32 - System.Numerics.BitOperations.LeadingZeroCount((ulong)total));
        return FixedLog2.Of((uint)(total >> shift)) + ((long)shift << FixedLog2.FractionBits);
    }
}
