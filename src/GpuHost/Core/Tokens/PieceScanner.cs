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
    public static int End(ReadOnlySpan<byte> text, int start)
    {
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

        return Blanks(text, start);
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

    private static int Letters(ReadOnlySpan<byte> text, int at)
    {
        var kinds = CharKinds.OfByte;
        while (true)
        {
            while (at < text.Length && kinds[text[at]] == CharKinds.Letter)
                at++;
            if (at >= text.Length || kinds[text[at]] != CharKinds.Long || CharKinds.Decode(text[at..], out var length) != CharKinds.Letter)
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

    private static int Blanks(ReadOnlySpan<byte> text, int start)
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
