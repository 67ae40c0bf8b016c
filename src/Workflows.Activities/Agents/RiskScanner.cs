using System.Text.RegularExpressions;

namespace Workflows.Activities.Agents;

/// <summary>Finds signs of risk in lines of text. Pure.</summary>
internal static class RiskScanner
{
    /// <summary>More than this in one file is a sign of a table, not of a risk.</summary>
    private const int HitsPerFileMax = 64;

    private const int LineCharsMax = 2_000;     // longer lines are minified or data, and cost regex time

    /// <summary>Tries all patterns on the given lines.</summary>
    /// <param name="path">The file's path; its extension selects the patterns.</param>
    /// <param name="lines">Line numbers, from 1, and texts, in order; gaps are allowed.</param>
    public static List<RiskHit> Scan(string path, IReadOnlyList<(int Number, string Text)> lines)
    {
        var extension = ExtensionFor(path);
        var patterns = RiskLexicon.All.Where(pattern => pattern.AppliesTo(extension)).ToArray();
        var hits = new List<RiskHit>();
        if (patterns.Length == 0)
            return hits;
        var candidates = new List<RiskPattern>();
        for (var i = 0; i < lines.Count && hits.Count < HitsPerFileMax; i++)
        {
            var (number, text) = lines[i];
            if (text.Length is < 8 or > LineCharsMax)
                continue;
            candidates.Clear();
            var comment = IsComment(text);
            foreach (var pattern in patterns)
            {
                if ((!comment || pattern.InComments) && pattern.MayHit(text))
                    candidates.Add(pattern);
            }

            if (candidates.Count == 0)
                continue;
            var window = WindowAt(lines, i);
            hits.AddRange(candidates.Where(pattern => Matches(pattern, window, text)).Select(pattern => new RiskHit(pattern, number)));
        }

        return hits;
    }

    /// <summary>Whether a line holds nothing but a comment.</summary>
    public static bool IsComment(string line)
    {
        var text = line.AsSpan().TrimStart();
        return text.StartsWith("//", StringComparison.Ordinal) || text.StartsWith("#", StringComparison.Ordinal)
            || text.StartsWith("* ", StringComparison.Ordinal) || text.StartsWith("/*", StringComparison.Ordinal)
            || text.StartsWith("--", StringComparison.Ordinal) || text.StartsWith("<!--", StringComparison.Ordinal)
            || text.StartsWith("\"\"\"", StringComparison.Ordinal);
    }

    private static bool Matches(RiskPattern pattern, string window, string first)
    {
        try
        {
            var match = pattern.Regex.Match(window);
            if (!match.Success || match.Index >= first.Length)
                return false;
            return !pattern.CodeOnly || pattern.InComments || !InsideString(first, match.Index);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;       // a hint that takes a second to find is not worth it
        }
    }

    // Quotes before the match, escapes left out: an odd number means that the match lies in a string, as in a table of patterns.
    private static bool InsideString(string line, int index)
    {
        var quote = '\0';
        for (var i = 0; i < index; i++)
        {
            var c = line[i];
            if (c == '\\')
                i++;
            else if (quote == '\0' && c is '"' or '\'' or '`')
                quote = c;
            else if (c == quote)
                quote = '\0';
        }

        return quote != '\0';
    }

    private static string WindowAt(IReadOnlyList<(int Number, string Text)> lines, int index)
    {
        var window = lines[index].Text;
        for (var next = index + 1; next < lines.Count && next <= index + 2; next++)
        {
            if (lines[next].Number != lines[next - 1].Number + 1 || lines[next].Text.Length > LineCharsMax)
                break;
            window += "\n" + lines[next].Text;
        }

        return window;
    }

    private static string ExtensionFor(string path)
    {
        var name = PathTraits.NameOf(path);
        if (name.StartsWith("Dockerfile", StringComparison.OrdinalIgnoreCase))
            return "dockerfile";
        return name.StartsWith(".env", StringComparison.Ordinal) ? "env" : PathTraits.ExtensionOf(path);
    }
}
