using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GpuHost.Core.Tiers;

namespace GpuHost.Core.Tokens;

/// <summary>
/// Splits 64 bytes of ASCII at once as <see cref="PieceScanner"/> splits one piece after another. Each kind of character becomes a mask of 64 bits,
/// and what the expression says becomes arithmetic on masks; a sum carries a mark through a run of ones:
/// <code>
/// text      i f _ ( x   = =   ' a ' )        '_' stands for a blank
/// letters   1 1 0 0 1   0 0   0 1 0 0
/// begins    1 0 0 1 0 ...                    "(x" is one piece: a sign goes with the letters behind it
/// </code>
/// Only beginnings are told that no byte behind the window can change. Bytes above 127 end the window.
/// </summary>
internal static class PieceWindow
{
    /// <summary>Bytes looked at, all of which must be readable.</summary>
    public const int Bytes = 64;

    /// <summary>Where pieces begin behind the one that begins with the window: bit i stands for byte i. Zero when none is certain.</summary>
    /// <param name="tier">AVX2 or AVX-512.</param>
    /// <param name="text">The first byte of a piece.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Begins(Tier tier, ref byte text)
    {
        Kinds kinds = tier == Tier.Avx512 ? Look512(ref text) : Look256(ref text);
        var begins = Solve(in kinds, out var quotes);
        if (quotes != 0)
            begins |= BehindContractions(ref text, quotes);
        return begins & kinds.Certain();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Solve(in Kinds kinds, out ulong quotes)
    {
        var (letters, digits, blanks) = (kinds.Letters, kinds.Digits, kinds.Blanks);
        var white = blanks | kinds.LineEnds;
        var signs = ~(letters | digits | white);
        var behindSpace = kinds.Spaces << 1;

        // Signs: a blank before goes with them, unless it is a tab; a single one goes with the letters behind it.
        var signsBegin = signs & ~(signs << 1) & ~behindSpace;
        var prefixes = ((signsBegin & ~(signs >> 1)) | blanks) & (letters >> 1);
        quotes = prefixes & kinds.Quotes;
        var begins = signsBegin | (letters & ~(letters << 1) & ~(prefixes << 1));

        // Digits: three at a time from where their run begins.
        var digitsBegin = digits & ~(digits << 1);
        var triples = digits & (digits << 1) & (digits << 2);
        for (begins |= digitsBegin; (digitsBegin = (digitsBegin << 3) & triples) != 0;)
            begins |= digitsBegin;

        // Line ends right behind signs belong to them. What is left of white space begins where it begins, ...
        var taken = kinds.LineEnds & ~(kinds.LineEnds + (kinds.LineEnds & (signs << 1)));
        white &= ~taken;
        begins |= white & ~(white << 1);

        // ... its last blank before a word begins, and blanks behind its last line end do.
        begins |= blanks & ~((blanks | kinds.LineEnds) >> 1);
        var indents = blanks & (kinds.LineEnds << 1);
        var trailing = blanks & (kinds.LineEnds >> 1);
        return begins | (trailing == 0 ? indents : WithoutTrailing(indents, trailing, blanks));
    }

    /// <summary>Blanks between two line ends are no indent. Each mark stands for the last blank before a line end.</summary>
    private static ulong WithoutTrailing(ulong indents, ulong trailing, ulong blanks)
    {
        for (; trailing != 0; trailing &= trailing - 1)
        {
            var last = BitOperations.TrailingZeroCount(trailing);
            var before = ~blanks & ((1UL << last) - 1);
            indents &= ~(1UL << (64 - BitOperations.LeadingZeroCount(before)));
        }

        return indents;
    }

    /// <summary>What is behind 's, 't, 'm, 'd, 're, 've and 'll is a piece of its own, though it may be letters too.</summary>
    private static ulong BehindContractions(ref byte text, ulong quotes)
    {
        var begins = 0UL;
        for (; quotes != 0; quotes &= quotes - 1)
        {
            var at = BitOperations.TrailingZeroCount(quotes);
            var first = Unsafe.Add(ref text, at + 1) | 0x20;
            if (first is 's' or 't' or 'm' or 'd')
                begins |= 1UL << at << 2;
            else if (at < Bytes - 3 && (first, Unsafe.Add(ref text, at + 2) | 0x20) is ('r', 'e') or ('v', 'e') or ('l', 'l'))
                begins |= 1UL << at << 3;
        }

        return begins;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Kinds Look512(ref byte text)
    {
        var bytes = Vector512.LoadUnsafe(ref text);
        var letters = Vector512.LessThan((bytes | Vector512.Create((byte)0x20)) - Vector512.Create((byte)'a'), Vector512.Create((byte)26));
        var digits = Vector512.LessThan(bytes - Vector512.Create((byte)'0'), Vector512.Create((byte)10));
        var spaces = Vector512.Equals(bytes, Vector512.Create((byte)' '));
        var controls = Vector512.LessThan(bytes - Vector512.Create((byte)'\t'), Vector512.Create((byte)5));
        var lineEnds = Vector512.Equals(bytes, Vector512.Create((byte)'\n')) | Vector512.Equals(bytes, Vector512.Create((byte)'\r'));
        return new Kinds
        {
            Letters = letters.ExtractMostSignificantBits(),
            Digits = digits.ExtractMostSignificantBits(),
            Spaces = spaces.ExtractMostSignificantBits(),
            Blanks = (spaces | Vector512.AndNot(controls, lineEnds)).ExtractMostSignificantBits(),
            LineEnds = lineEnds.ExtractMostSignificantBits(),
            Quotes = Vector512.Equals(bytes, Vector512.Create((byte)'\'')).ExtractMostSignificantBits(),
            High = bytes.ExtractMostSignificantBits(),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Kinds Look256(ref byte text)
    {
        var low = LookHalf(ref text);
        var high = LookHalf(ref Unsafe.Add(ref text, 32));
        return new Kinds
        {
            Letters = low.Letters | (high.Letters << 32),
            Digits = low.Digits | (high.Digits << 32),
            Spaces = low.Spaces | (high.Spaces << 32),
            Blanks = low.Blanks | (high.Blanks << 32),
            LineEnds = low.LineEnds | (high.LineEnds << 32),
            Quotes = low.Quotes | (high.Quotes << 32),
            High = low.High | (high.High << 32),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Kinds LookHalf(ref byte text)
    {
        var bytes = Vector256.LoadUnsafe(ref text);
        var letters = Vector256.LessThan((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)26));
        var digits = Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10));
        var spaces = Vector256.Equals(bytes, Vector256.Create((byte)' '));
        var controls = Vector256.LessThan(bytes - Vector256.Create((byte)'\t'), Vector256.Create((byte)5));
        var lineEnds = Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\r'));
        return new Kinds
        {
            Letters = letters.ExtractMostSignificantBits(),
            Digits = digits.ExtractMostSignificantBits(),
            Spaces = spaces.ExtractMostSignificantBits(),
            Blanks = (spaces | Vector256.AndNot(controls, lineEnds)).ExtractMostSignificantBits(),
            LineEnds = lineEnds.ExtractMostSignificantBits(),
            Quotes = Vector256.Equals(bytes, Vector256.Create((byte)'\'')).ExtractMostSignificantBits(),
            High = bytes.ExtractMostSignificantBits(),
        };
    }

    /// <summary>One bit for each byte of the window.</summary>
    [StructLayout(LayoutKind.Auto)]
    private struct Kinds
    {
        public ulong Letters;
        public ulong Digits;
        public ulong Spaces;
        public ulong Blanks;
        public ulong LineEnds;
        public ulong Quotes;
        public ulong High;

        /// <summary>Bytes 1 to the last one that is no white space and has only ASCII before it: white space may go on behind the window.</summary>
        public readonly ulong Certain()
        {
            var solid = ~(Blanks | LineEnds) & (High - 1) & ~High;
            return solid == 0 ? 0 : (ulong.MaxValue >> BitOperations.LeadingZeroCount(solid)) & ~1UL;
        }
    }
}
