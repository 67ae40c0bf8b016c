using System.Collections.Frozen;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Splits text into terms: lower case, identifiers cut at their humps, common words left out, a light stem.</summary>
internal static class Terms
{
    private static readonly FrozenSet<string> Stop = ("the a an and or of to in on for is are was be been by as at it its this that these those with from which"
        + " not no if then than so but all any each one two can may must will would should has have had do does did into when where how what who"
        + " you your we our they their there here such only also more most other some same new use used using get set public private internal static"
        + " void return var let const string int bool true false null class function def self import namespace using summary param returns")
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static List<string> Of(string text)
    {
        var terms = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var inWord = i < text.Length && char.IsLetterOrDigit(text[i]);
            var hump = inWord && start >= 0 && char.IsUpper(text[i]) && !char.IsUpper(text[i - 1]);
            if (start >= 0 && (!inWord || hump))
            {
                Add(terms, text.AsSpan(start, i - start));
                start = -1;
            }

            if (inWord && start < 0)
                start = i;
        }

        return terms;
    }

    /// <summary>Share of a statement's terms that occur in its evidence, 0 to 1.</summary>
    public static double Overlap(string statement, string evidence)
    {
        var wanted = Of(statement).ToHashSet(StringComparer.Ordinal);
        if (wanted.Count == 0)
            return 0;
        var present = Of(evidence).ToHashSet(StringComparer.Ordinal);
        return wanted.Count(present.Contains) / (double)wanted.Count;
    }

    private static void Add(List<string> terms, ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > 40 || !char.IsLetter(word[0]))
            return;
        var term = word.ToString().ToLowerInvariant();
        if (!Stop.Contains(term))
            terms.Add(Stem(term));
    }

    // Plural and the commonest verb endings: enough that "reserves" meets "reserve".
    private static string Stem(string term)
    {
        if (term.Length > 5 && term.EndsWith("ing", StringComparison.Ordinal))
            return term[..^3];
        if (term.Length > 4 && term.EndsWith("es", StringComparison.Ordinal))
            return term[..^2];
        if (term.Length > 4 && term.EndsWith("ed", StringComparison.Ordinal))
            return term[..^2];
        if (term.Length > 3 && term[^1] == 's' && term[^2] != 's')
            return term[..^1];
        return term.Length > 4 && term[^1] == 'e' ? term[..^1] : term;
    }
}
