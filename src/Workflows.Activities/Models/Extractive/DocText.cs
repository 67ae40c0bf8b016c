using System.Text;
using System.Text.RegularExpressions;
using Workflows.Activities.Agents;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Reads what people wrote for people: comments of declarations, paragraphs and headings of documents.</summary>
internal static partial class DocText
{
    private const int SentenceCharsMax = 220;

    // Sentences have these; grammars, lists and tables do not. English, German, French, Spanish.
    private static readonly HashSet<string> Particles = new(
        ["the", "a", "an", "of", "to", "is", "are", "and", "in", "for", "on", "with", "that", "this", "it", "by", "be", "or", "as", "we",
            "you",
            "der", "die", "das", "und", "ist", "ein", "eine", "von", "für", "le", "la", "les", "et", "est", "de", "un", "une", "el", "los",
                "y", "es", "en"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>First sentence of the comment that belongs to a declaration, with the line it starts on; null when there is none.</summary>
    public static (string Text, int Line)? CommentOf(ShownFile file, int declarationLine)
    {
        if (PathTraits.ExtensionOf(file.Path) == "py")
            return Docstring(file, declarationLine);
        var lines = new List<(string Text, int Line)>();
        for (var number = declarationLine - 1; file.TextAt(number) is { } text; number--)
        {
            var trimmed = text.Trim();
            if (trimmed.StartsWith('[') || trimmed.StartsWith('@'))
                continue;
            if (!RiskScanner.IsComment(text) && !trimmed.StartsWith('*') && !trimmed.EndsWith("*/", StringComparison.Ordinal))
                break;
            lines.Add((trimmed, number));
        }

        lines.Reverse();
        return FirstProse(lines);
    }

    /// <summary>First paragraph of prose in a document, cut to two sentences.</summary>
    public static (string Text, int Line)? Opening(ShownFile file)
    {
        var paragraph = new StringBuilder();
        var start = 0;
        var fenced = false;
        foreach (var (number, raw) in file.Lines)
        {
            var text = raw.Trim();
            if (text.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            var prose = !fenced && text.Length > 0 && IsProse(text);
            if (!prose && paragraph.Length >= 40)
                break;
            if (!prose)
            {
                paragraph.Clear();
                continue;
            }

            if (paragraph.Length == 0)
                start = number;
            paragraph.Append(paragraph.Length > 0 ? " " : "").Append(text);
        }

        var clean = Clean(paragraph.ToString());
        return clean.Length < 25 || !ReadsAsProse(clean) ? null : (Sentences(clean, 2), start);
    }

    /// <summary>Headings of a Markdown document, with their lines.</summary>
    public static IEnumerable<(string Text, int Line)> Headings(ShownFile file)
    {
        var fenced = false;
        if (PathTraits.ExtensionOf(file.Path) is not ("md" or "markdown"))
            yield break;
        foreach (var (number, text) in file.Lines)
        {
            if (text.StartsWith("```", StringComparison.Ordinal))
                fenced = !fenced;
            if (!fenced && text.StartsWith('#') && text.TrimStart('#') is { Length: > 2 } heading && heading[0] == ' ')
                yield return (Clean(heading.Trim()), number);
        }
    }

    /// <summary>Removes markup: XML documentation tags, links, emphasis, inline code marks.</summary>
    public static string Clean(string text)
    {
        text = Cref().Replace(text, match => match.Groups["name"].Value.Split('.', '(')[^1] is { Length: > 0 } last ? last
            : match.Groups["name"].Value);
        text = Tag().Replace(text, "");
        text = Link().Replace(text, "${text}");
        return Spaces().Replace(text.Replace("**", "", StringComparison.Ordinal).Replace("__", "", StringComparison.Ordinal), " ").Trim();
    }

    /// <summary>The first sentences of a text, within a length that reads well.</summary>
    public static string Sentences(string text, int count)
    {
        var end = 0;
        for (var i = 0; i < text.Length && count > 0; i++)
        {
            var ends = text[i] is '.' or '!' or '?' && (i + 1 == text.Length
                || (text[i + 1] == ' ' && (i + 2 >= text.Length || !char.IsLower(text[i + 2]))));
            if (!ends)
                continue;
            if (i + 1 > SentenceCharsMax && end > 0)
                break;
            end = i + 1;
            count--;
        }

        var kept = end > 0 ? text[..end] : text;
        if (kept.Length <= SentenceCharsMax)
            return kept;
        var cut = kept.LastIndexOf(' ', SentenceCharsMax);
        return kept[..(cut > 60 ? cut : SentenceCharsMax)].TrimEnd(',', ';', ':') + "…";
    }

    /// <summary>First sentence of a Python module's own docstring; null when it has none.</summary>
    public static (string Text, int Line)? ModuleDocstring(ShownFile file)
    {
        if (file.Lines.Count == 0 || file.Lines[0].Number != 1)
            return null;
        var first = file.Lines.FirstOrDefault(line => line.Text.Length > 0 && !line.Text.StartsWith('#'));
        return first.Number > 0 && IsQuoted(first.Text) ? Docstring(file, first.Number - 1) : null;
    }

    private static (string Text, int Line)? Docstring(ShownFile file, int declarationLine)
    {
        for (var number = declarationLine + 1; number <= declarationLine + 3 && file.TextAt(number) is { } text; number++)
        {
            if (IsQuoted(text))
                return FirstProse(QuotedLines(file, number));
        }

        return null;
    }

    private static List<(string Text, int Line)> QuotedLines(ShownFile file, int start)
    {
        const int linesMax = 6;     // the first sentence is wanted, not the whole
        var lines = new List<(string Text, int Line)>();
        for (var number = start; number < start + linesMax && file.TextAt(number) is { } text; number++)
        {
            var trimmed = text.Trim();
            var body = trimmed.Trim('"', '\'').Trim();
            if (lines.Count > 0 && body.Length == 0)
                break;
            if (body.Length > 0)
                lines.Add((body, number));
            if (trimmed.EndsWith("\"\"\"", StringComparison.Ordinal) && (number > start || trimmed.Length > 3))
                break;
        }

        return lines;
    }

    private static bool IsQuoted(string text) =>
        text.TrimStart() is var start && (start.StartsWith("\"\"\"", StringComparison.Ordinal)
            || start.StartsWith("'''", StringComparison.Ordinal));

    private static (string Text, int Line)? FirstProse(List<(string Text, int Line)> lines)
    {
        var prose = new StringBuilder();
        var start = 0;
        foreach (var (raw, line) in lines)
        {
            var text = Clean(raw.TrimStart('/', '*', '#', '-', '!', '<').Replace("*/", "", StringComparison.Ordinal).Trim());
            if (text.StartsWith('@') || raw.Contains("<param", StringComparison.Ordinal)
                || raw.Contains("<returns", StringComparison.Ordinal)
                || raw.Contains("<typeparam", StringComparison.Ordinal) || raw.Contains("<exception", StringComparison.Ordinal))
                break;
            if (text.Length == 0 || text.StartsWith("summary>", StringComparison.Ordinal))
                continue;
            if (prose.Length == 0)
                start = line;
            prose.Append(prose.Length > 0 ? " " : "").Append(text);
        }

        var all = prose.ToString().Trim();
        return all.Length < 12 || !all.Contains(' ', StringComparison.Ordinal) || !char.IsLetterOrDigit(all[0]) ? null
            : (Sentences(all, 1), start);
    }

    // Lists of symbols and tables of numbers have long words or few letters.
    private static bool ReadsAsProse(string text)
    {
        var words = text.Split(' ');
        return words.Length >= 5 && text.Length <= words.Length * 11 && text.Count(char.IsLetter) >= text.Length * 2 / 3
            && (words.Count(word => Particles.Contains(word)) >= 2 || text.Any(c => c > 0x2FF));
    }

    private static bool IsProse(string text) =>
        char.IsLetterOrDigit(text[0]) || text[0] is '*' or '_' or '`' or '>' or '"' ? text.Count(c => c is '|' or '{' or '}' or '=') <= 2
            && !text.StartsWith("![", StringComparison.Ordinal) && !text.StartsWith("* ", StringComparison.Ordinal) : false;

    [GeneratedRegex("""<(see|paramref|typeparamref|c)\s+(cref|langword|name|href)="(?<name>[^"]+)"\s*/>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Cref();

    [GeneratedRegex("""</?[a-zA-Z][^>]{0,80}>""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tag();

    [GeneratedRegex("""!?\[(?<text>[^\]]*)\]\([^)]*\)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex("""\s+""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spaces();
}
