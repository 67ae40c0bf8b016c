using System.Globalization;

namespace GpuHost.Core.Patterns;

/// <summary>
/// Reads the regular expressions of rules: literals, classes, groups, choices, greedy repetitions, \b and a leading (?i). Back references,
/// look-around, lazy repetitions and ^ or $ are refused, because a scan in windows could not give them the same meaning everywhere.
/// </summary>
internal sealed class PatternParser
{
    private const int RepeatMax = 1000;     // a longer count is a mistake in the rule; none of the credentials we know comes near
    private const int CharsMax = 10_000;    // each class and character takes a set; more than this unfolds to too many steps anyway
    private const int DepthMax = 100;       // groups in each other: one call each, here and in whoever walks the tree

    private readonly string text;
    private readonly bool ignoreCase;
    private int at;
    private int depth;

    private PatternParser(string text)
    {
        this.text = text;
        if (text.StartsWith("(?i)", StringComparison.Ordinal))
        {
            ignoreCase = true;
            at = 4;
        }
    }

    /// <summary>Parses a whole expression.</summary>
    /// <exception cref="PatternException">The expression is wrong or uses something that is not supported.</exception>
    public static PatternNode Parse(string text)
    {
        if (text.Length > CharsMax)
            throw new PatternException($"it has more than {CharsMax:N0} characters");
        var parser = new PatternParser(text);
        var node = parser.ParseChoice();
        return parser.at == text.Length ? node : throw parser.Error("')' without '('");
    }

    private PatternNode ParseChoice()
    {
        var options = new List<PatternNode> { ParseSequence() };
        while (TryTake('|'))
            options.Add(ParseSequence());
        return options.Count == 1 ? options[0] : new Choice(options);
    }

    private Sequence ParseSequence()
    {
        var parts = new List<PatternNode>();
        while (at < text.Length && text[at] is not ('|' or ')'))
            parts.Add(ParseRepeat(ParseAtom()));
        return new Sequence(parts);
    }

    private PatternNode ParseAtom()
    {
        var symbol = text[at];
        switch (symbol)
        {
            case '(':
                return ParseGroup();
            case '[':
                at++;
                return Set(ParseClass());
            case '\\':
                at++;
                return TryTake('b') ? new WordBoundary() : Set(ParseEscape());
            case '.':
                at++;
                return Set(new ByteSet().Add((byte)'\n').Negate());
            case '^' or '$' or '*' or '+' or '?' or '{':
                throw Error($"'{symbol}' is not supported here");
            default:
                at++;
                return Set(new ByteSet().Add(Ascii(symbol)));
        }
    }

    private PatternNode ParseGroup()
    {
        at++;
        if (TryTake('?') && !TryTake(':'))
            throw Error("only '(?:' groups and a leading '(?i)' are supported");
        if (++depth > DepthMax)
            throw Error($"groups stand more than {DepthMax} deep in each other");
        var body = ParseChoice();
        depth--;
        return TryTake(')') ? body : throw Error("'(' without ')'");
    }

    private PatternNode ParseRepeat(PatternNode atom)
    {
        var (min, max) = (1, 1);
        if (TryTake('*'))
            (min, max) = (0, Repeat.Unbounded);
        else if (TryTake('+'))
            (min, max) = (1, Repeat.Unbounded);
        else if (TryTake('?'))
            (min, max) = (0, 1);
        else if (TryTake('{'))
            (min, max) = ParseBounds();
        else
            return atom;
        if (at < text.Length && text[at] is '?' or '+' or '*' or '{')
            throw Error("lazy, possessive and repeated repetitions are not supported");
        if (atom is WordBoundary)
            throw Error("\\b cannot be repeated");
        if (atom is not OneOf && max == Repeat.Unbounded)
            throw Error("a repeated group needs an upper bound");
        return new Repeat(atom, min, max);
    }

    private (int Min, int Max) ParseBounds()
    {
        var min = ParseCount();
        var max = min;
        if (TryTake(','))
            max = at < text.Length && text[at] == '}' ? Repeat.Unbounded : ParseCount();
        if (!TryTake('}'))
            throw Error("'{' without '}'");
        return min <= max ? (min, max) : throw Error("a repetition's lower bound is above its upper bound");
    }

    private int ParseCount()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        var isNumber = int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var count);
        if (!isNumber || count > RepeatMax)
            throw Error($"a repetition needs a number up to {RepeatMax}");
        return count;
    }

    private ByteSet ParseClass()
    {
        var negated = TryTake('^');
        var set = new ByteSet();
        var first = true;
        while (first || !TryTake(']'))
        {
            first = false;
            if (at >= text.Length)
                throw Error("'[' without ']'");
            AddClassItem(set);
        }

        // Case folds before negation: [^a] that ignores case excludes 'A' too.
        var folded = ignoreCase ? set.IgnoreCase() : set;
        return negated ? folded.Negate() : folded;
    }

    private void AddClassItem(ByteSet set)
    {
        var low = ParseClassSymbol();
        if (at + 1 >= text.Length || text[at] != '-' || text[at + 1] == ']')
        {
            set.AddAll(low);
            return;
        }

        at++;
        var high = ParseClassSymbol();
        var (from, to) = (low.Members.IndexOf(true), high.Members.IndexOf(true));
        if (low.Count != 1 || high.Count != 1 || from > to)
            throw Error("a range in a class needs two single characters in order");
        set.AddRange((byte)from, (byte)to);
    }

    private ByteSet ParseClassSymbol()
    {
        if (at >= text.Length)
            throw Error("'[' without ']'");
        if (TryTake('\\'))
            return ParseEscape();
        return new ByteSet().Add(Ascii(text[at++]));
    }

    private ByteSet ParseEscape()
    {
        if (at >= text.Length)
            throw Error("'\\' at the end");
        var symbol = text[at++];
        return symbol switch
        {
            'd' => ByteSet.Digits,
            'D' => ByteSet.Digits.Negate(),
            'w' => ByteSet.Word,
            'W' => ByteSet.Word.Negate(),
            's' => ByteSet.Space,
            'S' => ByteSet.Space.Negate(),
            't' => new ByteSet().Add((byte)'\t'),
            'n' => new ByteSet().Add((byte)'\n'),
            'r' => new ByteSet().Add((byte)'\r'),
            _ when !char.IsAsciiLetterOrDigit(symbol) => new ByteSet().Add(Ascii(symbol)),
            _ => throw Error($"'\\{symbol}' is not supported"),
        };
    }

    private OneOf Set(ByteSet set) => new(ignoreCase ? set.IgnoreCase() : set);

    private byte Ascii(char symbol) =>
        symbol < 128 ? (byte)symbol : throw Error("only ASCII characters are supported, because rules read bytes");

    private bool TryTake(char symbol)
    {
        if (at >= text.Length || text[at] != symbol)
            return false;
        at++;
        return true;
    }

    private PatternException Error(string what) => new($"{what} (column {at + 1} of the expression)");
}
