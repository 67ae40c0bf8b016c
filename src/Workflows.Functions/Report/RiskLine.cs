using System.Text.RegularExpressions;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Report;

/// <summary>A risk as the page shows it: what several groups say in the same words is one line.</summary>
internal sealed partial record RiskLine(Severity Severity, string Text, IReadOnlyList<Citation> Citations, string Where, string Votes)
{
    private const int PlacesPerLineMax = 6;

    public static IReadOnlyList<RiskLine> From(IReadOnlyList<GroupReport> groups) =>
        [.. groups.SelectMany(group => group.Risks.Select(risk => (Group: group.Name, Risk: risk)))
            .GroupBy(entry => (entry.Risk.Severity, Text: Counts().Replace(entry.Risk.Text, "")))
            .OrderByDescending(same => same.Key.Severity)
            .Select(same => FromSame([.. same], same.Key.Text))];

    private static RiskLine FromSame(IReadOnlyList<(string Group, ReportEntry Risk)> same, string plain)
    {
        var first = same[0];
        if (same.Count == 1)
        {
            var (only, votes) = (first.Risk, $"{first.Risk.Support}:{first.Risk.Oppose}");
            return new RiskLine(only.Severity ?? Severity.Info, only.Text, only.Citations, first.Group, votes);
        }

        // A place from each group in turn, so that the line shows how far the risk spreads.
        var places = Enumerable.Range(0, same.Max(entry => entry.Risk.Citations.Count))
            .SelectMany(turn => same.Where(entry => turn < entry.Risk.Citations.Count).Select(entry => entry.Risk.Citations[turn]))
            .Take(PlacesPerLineMax).ToList();
        var support = same.Min(entry => entry.Risk.Support);
        var oppose = same.Max(entry => entry.Risk.Oppose);
        return new RiskLine(first.Risk.Severity ?? Severity.Info, plain, places, $"{same.Count} groups", $"{support}:{oppose}");
    }

    // "(12 places)", "27 times in 24 files": what differs between groups that say the same.
    [GeneratedRegex("""\s*\(\d+ places\)|\s(once|twice|\d+ times)( in \d+ files)?(?= \(rule)""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Counts();
}
