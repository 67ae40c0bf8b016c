using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Checks a statement against the lines it cites.</summary>
internal static class Evidence
{
    /// <summary>Below a third of shared terms, a summary says something else than its source.</summary>
    private const double SummaryOverlapMin = 0.34;

    private const double RiskOverlapMin = 0.25;

    private static readonly string[] Sweeping = ["always", "never", "every", "everywhere", "completely", "impossible", "guaranteed",
        "all files"];

    /// <summary>Whether any cited place is among the shown lines; who sees none has no voice.</summary>
    public static bool IsVisible(Prompt prompt, Statement statement) => statement.Citations.Any(place =>
        prompt.Find(place.File) is { } file && (place.Line is not { } line || file.TextAt(line) is not null));

    /// <summary>Whether the cited lines show the statement at all; otherwise why not.</summary>
    public static string? Missing(Prompt prompt, Statement statement)
    {
        var shown = statement.Citations.Select(place => (place, File: prompt.Find(place.File)))
            .Where(entry => entry.File is not null && (entry.place.Line is null || entry.File.TextAt(entry.place.Line.Value) is not null))
                .ToList();
        if (shown.Count == 0)
            return "none of the cited lines could be seen";
        if (statement.Author == AgentRole.RiskReviewer && shown.Any(entry => entry.place.Line is { } line && IsSign(entry.File!, line)))
            return null;
        var evidence = string.Join('\n', shown.Select(entry => entry.place.File + "\n" + (entry.place.Line is { } line
            ? entry.File!.Around(line, 8)
            : string.Join('\n', entry.File!.Lines.Select(text => text.Text)))));
        var overlap = Terms.Overlap(statement.Text, evidence);
        var least = statement.Author == AgentRole.Summariser ? SummaryOverlapMin : RiskOverlapMin;
        return overlap >= least ? null : $"only {overlap:P0} of its terms occur near the cited lines".Replace(" %", "%",
            StringComparison.Ordinal);
    }

    /// <summary>Why a cited place is weak evidence of a risk; null when it is not.</summary>
    public static string? Weakness(Prompt prompt, Citation place)
    {
        var text = place.Line is { } line ? prompt.Find(place.File)?.TextAt(line) : null;
        if (text is not null && (text.Contains("looks like a placeholder", StringComparison.Ordinal)
            || (!text.Contains("[masked", StringComparison.Ordinal) && IsAssignedPlaceholder(text))))
            return "the value looks like a placeholder";
        if (text is not null && text.Contains("looks like an expression]", StringComparison.Ordinal))
            return "the value is an expression, not a literal, so it is no secret";
        if (text is not null && text.Contains("no key follows]", StringComparison.Ordinal))
            return "no key follows the header, so it is a placeholder";
        if (PathTraits.IsTest(place.File))
            return "the evidence lies in test code";
        if (PathTraits.IsSample(place.File))
            return "the evidence lies in samples";
        return PathTraits.KindOf(place.File) switch
        {
            PathKind.Foreign => "the evidence lies in vendored or generated code",
            PathKind.Document => "the evidence lies in documentation",
            _ when text is not null && RiskScanner.IsComment(text) && !text.Contains("[masked", StringComparison.Ordinal) =>
                "the cited line is a comment",
            _ => null,
        };
    }

    /// <summary>The statement that an earlier one already makes; null when it is new.</summary>
    public static Statement? EarlierTwin(IReadOnlyList<Statement> all, Statement statement)
    {
        foreach (var earlier in all)
        {
            if (earlier.Id == statement.Id)
                return null;
            if (earlier.Author == statement.Author && Terms.Overlap(statement.Text, earlier.Text) > 0.85
                && Terms.Overlap(earlier.Text, statement.Text) > 0.85)
                return earlier;
        }

        return null;
    }

    /// <summary>The sweeping word that the cited lines do not use themselves; null when there is none.</summary>
    public static string? SweepingWord(Prompt prompt, Statement statement)
    {
        var word = Sweeping.FirstOrDefault(word => ContainsWord(statement.Text, word));
        return word is null || statement.Citations.Any(place => place.Line is { } line && prompt.Find(place.File) is { } file
            && ContainsWord(file.Around(line, 8), word)) ? null : word;
    }

    /// <summary>A further place with the same sign of risk that is not weak evidence; null when there is none.</summary>
    public static Citation? SecondPlace(Prompt prompt, Statement statement)
    {
        var known = statement.Citations.ToHashSet();
        var signs = statement.Citations.Where(place => place.Line is not null)
            .SelectMany(place => prompt.Find(place.File) is { } file ? SignsOf(file).Where(hit => hit.Line == place.Line) : [])
            .Select(hit => hit.Pattern.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var file in prompt.Files)
        {
            foreach (var hit in SignsOf(file).Where(hit => signs.Contains(hit.Pattern.Id)))
            {
                var place = new Citation(file.Path, hit.Line);
                if (!known.Contains(place) && Weakness(prompt, place) is null)
                    return place;
            }
        }

        return null;
    }

    public static bool IsSign(ShownFile file, int line) =>
        file.TextAt(line) is { } text && (text.Contains("[masked", StringComparison.Ordinal) || SignsOf(file).Any(hit => hit.Line == line));

    private static List<RiskHit> SignsOf(ShownFile file) => RiskScanner.Scan(file.Path,
        [.. file.Lines.Select(line => (line.Number, line.Text))]);

    private static bool IsAssignedPlaceholder(string text)
    {
        var at = text.IndexOfAny(['=', ':']);
        var quote = at < 0 ? -1 : text.IndexOfAny(['"', '\''], at);
        var end = quote < 0 ? -1 : text.IndexOf(text[quote], quote + 1);
        return end > quote + 3 && !text.AsSpan(quote, end - quote).Contains(' ')
            && text.Contains("password", StringComparison.OrdinalIgnoreCase)
            && SecretMasker.LooksLikePlaceholder(text[(quote + 1)..end]);
    }

    private static bool ContainsWord(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1,
            StringComparison.OrdinalIgnoreCase))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetter(text[at - 1])) && (end == text.Length || !char.IsLetter(text[end])))
                return true;
        }

        return false;
    }
}
