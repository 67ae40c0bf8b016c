using System.Globalization;
using System.Text;

namespace GpuHost.Core.Tokens;

/// <summary>What the splitting expression of cl100k_base asks of a character.</summary>
internal static class CharKinds
{
    public const byte Other = 0;
    public const byte Letter = 1;
    public const byte Digit = 2;
    public const byte Space = 3;
    public const byte LineEnd = 4;

    /// <summary>In <see cref="OfByte"/>: the first byte of a longer sequence.</summary>
    public const byte Long = 5;

    private const int KnownScalars = 0x40000;       // letters, digits and spaces end below; planes behind hold tags and private use

    private static readonly byte[] Scalars = BuildScalars();

    /// <summary>Kinds by scalar value; those behind are <see cref="Other"/>.</summary>
    public static ReadOnlySpan<byte> OfScalar => Scalars;

    /// <summary>Kinds by byte value: signs, line ends and blanks, digits, letters, and from 128 on the first bytes of longer sequences.</summary>
    public static ReadOnlySpan<byte> OfByte =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 3, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
        0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5,
    ];

    /// <summary>The kind of a character outside ASCII.</summary>
    /// <param name="text">Valid UTF-8 that begins with it; or anything, then the answer is of no use but harmless.</param>
    /// <param name="length">Its bytes.</param>
    public static byte Decode(ReadOnlySpan<byte> text, out int length)
    {
        var status = Rune.DecodeFromUtf8(text, out var rune, out length);
        return status == System.Buffers.OperationStatus.Done && rune.Value < KnownScalars ? Scalars[rune.Value] : Other;
    }

    private static byte[] BuildScalars()
    {
        var kinds = new byte[KnownScalars];
        for (var scalar = 0; scalar < KnownScalars; scalar++)
            kinds[scalar] = Kind(scalar);
        return kinds;
    }

    private static byte Kind(int scalar)
    {
        if (scalar is '\r' or '\n')
            return LineEnd;
        if (scalar is (>= 9 and <= 13) or 0x85)
            return Space;
        return CharUnicodeInfo.GetUnicodeCategory(scalar) switch
        {
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter => Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Digit,
            UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => Space,
            _ => Other,
        };
    }
}
