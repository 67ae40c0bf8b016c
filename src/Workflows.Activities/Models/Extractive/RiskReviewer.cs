using Workflows.Activities.Agents;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>Ranks evidence: the findings of rules that the prompt lists, and lines with lexical signs of risk; one statement for each
/// kind.</summary>
internal static class RiskReviewer
{
    private const int StatementsMax = 8;
    private const int PlacesMax = 5;

    public static List<Statement> Propose(Prompt prompt)
    {
        var statements = new List<Statement>();
        foreach (var rule in prompt.Findings.GroupBy(finding => finding.Rule, StringComparer.Ordinal))
            statements.Add(FromFindings(rule.Key, [.. rule]));
        var hits = prompt.Files.Where(file => file.Kind != PathKind.Foreign)
            .SelectMany(file => RiskScanner.Scan(file.Path, [.. file.Lines.Select(line => (line.Number, line.Text))])
                .Select(hit => (file.Path, hit)));
        foreach (var pattern in hits.GroupBy(entry => entry.hit.Pattern.Id, StringComparer.Ordinal))
            statements.Add(FromHits([.. pattern]));
        return [.. statements
            .OrderByDescending(statement => statement.Severity)
            .ThenBy(statement => IsWeak(statement) ? 1 : 0)
            .ThenBy(statement => statement.Citations[0].File, StringComparer.Ordinal)
            .ThenBy(statement => statement.Citations[0].Line).Take(StatementsMax)];
    }

    private static Statement FromFindings(string rule, PromptFinding[] found)
    {
        var severity = found.Max(finding => finding.Severity);
        var files = found.Select(finding => finding.File).Distinct(StringComparer.Ordinal).Count();
        var what = RuleWords.For(rule, severity);
        var where = files == 1 ? Times(found.Length) : $"{Times(found.Length)} in {files} files";
        return Make($"{what} {where} (rule `{rule}`).", severity, found.Select(finding => new Citation(finding.File, finding.Line)));
    }

    private static Statement FromHits((string Path, RiskHit Hit)[] hits)
    {
        var pattern = hits[0].Hit.Pattern;
        var text = char.ToUpperInvariant(pattern.Says[0]) + pattern.Says[1..];
        var count = hits.Length == 1 ? "" : $" ({hits.Length} places)";
        return Make(text + count + ".", pattern.Severity, hits.Select(entry => new Citation(entry.Path, entry.Hit.Line)));
    }

    // Places outside tests and samples first: they are the better evidence.
    private static Statement Make(string text, Severity severity, IEnumerable<Citation> places) =>
        new("", AgentRole.RiskReviewer, text, [.. places.Distinct()
            .OrderBy(place => IsWeak(place.File) ? 1 : 0).ThenBy(place => place.File, StringComparer.Ordinal).ThenBy(place => place.Line)
                .Take(PlacesMax)])
        {
            Severity = severity,
        };

    private static string Times(int count) => count switch
    {
        1 => "once",
        2 => "twice",
        _ => $"{count} times",
    };

    private static bool IsWeak(Statement statement) => statement.Citations.All(place => IsWeak(place.File));

    private static bool IsWeak(string path) => PathTraits.IsTest(path) || PathTraits.IsSample(path)
        || PathTraits.KindOf(path) is PathKind.Document;
}
