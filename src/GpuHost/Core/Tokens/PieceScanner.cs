using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Splits UTF-8 text into the pieces that cl100k_base encodes each for itself. By hand what the vocabulary's expression says:
/// <code>
/// (?i:'s|'t|'re|'ve|'m|'ll|'d)        a contraction
/// [^\r\n\p{L}\p{N}]?\p{L}+            letters, with one sign or blank before them
/// \p{N}{1,3}                          up to three digits
///  ?[^\s\p{L}\p{N}]+[\r\n]*           signs, with one blank before and line ends behind
/// \s*[\r\n]+                          blanks up to the last line end
/// \s+(?!\S)                           blanks but for the last one before a word
/// \s+
/// </code>
/// </summary>
internal static class PieceScanner
{
    /// <summary>Where the piece at <paramref name="start"/> ends.</summary>
    /// <param name="text">Valid UTF-8, with sixteen readable bytes behind it.</param>
    /// <param name="start">Where the piece begins.</param>
    /// <param name="seen">How far the text was looked at, but for three characters: what follows there could not change the answer.</param>
    public static int End(ReadOnlySpan<byte> text, int start, out int seen)
    {
        var end = Find(text, start, out seen);
        seen = Math.Max(seen, end);
        return end;
    }

    private static int Find(ReadOnlySpan<byte> text, int start, out int seen)
    {
        seen = start;
        var kinds = CharKinds.OfByte;
        var first = text[start];
        var kind = kinds[first];
        var next = start + 1;
        if (kind == CharKinds.Letter)
            return Letters(text, next);
        if (kind == CharKinds.Long)
        {
            kind = CharKinds.Decode(text[start..], out var length);
            next = start + length;
            if (kind == CharKinds.Letter)
                return Letters(text, next);
        }

        if (kind == CharKinds.Digit)
            return Digits(text, next);
        if (first == (byte)'\'' && Contraction(text, start) is > 0 and var end)
            return end;
        if (kind != CharKinds.LineEnd)
        {
            var (following, behind) = KindAt(text, next);
            if (following == CharKinds.Letter)
                return Letters(text, behind);
            if (kind == CharKinds.Other)
                return Signs(text, next);
            if (first == (byte)' ' && following == CharKinds.Other && next < text.Length)
                return Signs(text, behind);
        }

        return Blanks(text, start, out seen);
    }

    private static (byte Kind, int Behind) KindAt(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
            return (CharKinds.Other, at);
        var kind = CharKinds.OfByte[text[at]];
        if (kind != CharKinds.Long)
            return (kind, at + 1);
        kind = CharKinds.Decode(text[at..], out var length);
        return (kind, at + length);
    }

    /// <summary>Looks at sixteen bytes at once, because words are short and each loop's end costs more than the comparison.</summary>
    private static int Letters(ReadOnlySpan<byte> text, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(text);
        while (true)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)at);
            var isLetter = Vector128.LessThan((bytes | Vector128.Create((byte)0x20)) - Vector128.Create((byte)'a'), Vector128.Create((byte)26));
            var letters = BitOperations.TrailingZeroCount(~isLetter.ExtractMostSignificantBits());
            at += letters;
            if (at >= text.Length)
                return text.Length;
            if (letters == 16)
                continue;
            if (text[at] < 0x80 || CharKinds.Decode(text[at..], out var length) != CharKinds.Letter)
                return at;
            at += length;
        }
    }

    private static int Digits(ReadOnlySpan<byte> text, int at)
    {
        for (var count = 1; count < 3; count++)
        {
            var (kind, behind) = KindAt(text, at);
            if (kind != CharKinds.Digit)
                break;
            at = behind;
        }

        return at;
    }

    private static int Signs(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var (kind, behind) = KindAt(text, at);
            if (kind != CharKinds.Other)
                break;
            at = behind;
        }

        while (at < text.Length && CharKinds.OfByte[text[at]] == CharKinds.LineEnd)
            at++;
        return at;
    }

    private static int Blanks(ReadOnlySpan<byte> text, int start, out int seen)
    {
        var (at, last, lineEnd) = (start, start, 0);
        while (at < text.Length)
        {
            var (kind, behind) = KindAt(text, at);
            if (kind is not (CharKinds.Space or CharKinds.LineEnd))
                break;
            lineEnd = kind == CharKinds.LineEnd ? behind : lineEnd;
            (last, at) = (at, behind);
        }

        seen = at;
        if (lineEnd > 0)
            return lineEnd;
        return at >= text.Length || last == start ? at : last;
    }

    /// <summary>U+017F, the long s, folds to s when case is ignored.</summary>
    private static int Contraction(ReadOnlySpan<byte> text, int start)
    {
        var rest = text[(start + 1)..];
        if (rest.Length == 0)
            return 0;
        var first = rest[0] | 0x20;
        if (first is 's' or 't' or 'm' or 'd')
            return start + 2;
        if (rest.StartsWith((ReadOnlySpan<byte>)[0xC5, 0xBF]))
            return start + 3;
        if (rest.Length < 2)
            return 0;
        var second = rest[1] | 0x20;
        return (first, second) is ('r', 'e') or ('v', 'e') or ('l', 'l') ? start + 3 : 0;
    }
}
