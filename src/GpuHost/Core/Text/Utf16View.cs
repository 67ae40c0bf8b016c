namespace GpuHost.Core.Text;

/// <summary>
/// Turns UTF-16 that comes in blocks into one byte a code unit: ASCII stays, the rest becomes one of three bytes above 0x7F, which tells
/// how many UTF-8 bytes it would take. Offsets in the view are half the offsets in the file.
/// </summary>
internal struct Utf16View(bool isBigEndian)
{
    /// <summary>Stands for a unit of two UTF-8 bytes.</summary>
    public const byte TwoBytes = 0xC2;

    /// <summary>Stands for a unit of three UTF-8 bytes.</summary>
    public const byte ThreeBytes = 0xE0;

    /// <summary>Stands for one half of a surrogate pair.</summary>
    public const byte Surrogate = 0xF0;

    private byte halfUnit;
    private bool hasHalfUnit;

    /// <summary>Whether U+0000 or another control character was seen: then it was not text after all.</summary>
    public bool HasControls { get; private set; }

    /// <summary>Writes the view of the next block.</summary>
    /// <returns>Units written; at most half the block's bytes and one more.</returns>
    public int Narrow(ReadOnlySpan<byte> block, Span<byte> target)
    {
        var count = 0;
        if (hasHalfUnit && block.Length > 0)
        {
            target[count++] = Unit(halfUnit, block[0]);
            block = block[1..];
            hasHalfUnit = false;
        }

        for (var at = 0; at + 1 < block.Length; at += 2)
            target[count++] = Unit(block[at], block[at + 1]);
        if (block.Length % 2 == 1)
            (halfUnit, hasHalfUnit) = (block[^1], true);
        return count;
    }

    private byte Unit(byte first, byte second)
    {
        var unit = isBigEndian ? (first << 8) | second : (second << 8) | first;
        if (unit < 0x80)
        {
            HasControls |= unit < 32 && unit is not ('\t' or '\n' or '\f' or '\r' or 27);
            return (byte)unit;
        }

        return unit switch
        {
            < 0x800 => TwoBytes,
            >= 0xD800 and < 0xE000 => Surrogate,
            _ => ThreeBytes,
        };
    }
}
