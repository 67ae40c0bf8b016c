using System.Numerics;

namespace GpuHost.Core.Measures;

/// <summary>
/// Logarithms to base two in fixed point, 16 bits behind the point, by whole numbers only: every machine gets the same bits.
/// </summary>
internal static class FixedLog2
{
    /// <summary>Bits behind the point.</summary>
    public const int FractionBits = 16;

    private const int TableSize = 4096;

    private static readonly int[] Table = BuildTable();

    /// <summary>log2 of a number from 1 on, rounded down to 1/65,536; zero of zero.</summary>
    public static int Of(uint value) => value < TableSize ? Table[value] : Compute(value);

    /// <summary>
    /// Squares the mantissa once for each bit behind the point: whenever the square reaches two, the bit is one.
    /// </summary>
    private static int Compute(uint value)
    {
        var whole = BitOperations.Log2(value);
        var mantissa = (ulong)value << (31 - whole);        // between 1 and 2, 31 bits behind the point
        var fraction = 0;
        for (var bit = 0; bit < FractionBits; bit++)
        {
            mantissa = (mantissa * mantissa) >> 31;
            var isTwo = mantissa >> 32 != 0;
            fraction = (fraction << 1) | (isTwo ? 1 : 0);
            mantissa >>= isTwo ? 1 : 0;
        }

        return (whole << FractionBits) | fraction;
    }

    private static int[] BuildTable()
    {
        var table = new int[TableSize];
        for (var value = 1u; value < TableSize; value++)
            table[value] = Compute(value);
        return table;
    }
}
