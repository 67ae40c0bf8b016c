using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Applies an editor's order and wording to the statements that votes kept. Pure: an editor can merge and word, not add or
/// drop.</summary>
internal static class Edition
{
    private const int CitationsMax = 8;

    /// <summary>Merges.</summary>
    /// <returns>Entries of the summary in the editor's order, and risks, worst first. Statements that the editor forgot follow in their own
    /// words.</returns>
    public static (IReadOnlyList<ReportEntry> Summary, IReadOnlyList<ReportEntry> Risks) Merge(IReadOnlyList<Tallied> kept,
        IReadOnlyList<Edited> entries)
    {
        var left = kept.ToDictionary(one => one.Statement.Id, StringComparer.Ordinal);
        var merged = new List<(AgentRole Author, ReportEntry Entry)>();
        foreach (var entry in entries)
        {
            var ones = entry.Statements.Distinct(StringComparer.Ordinal).Where(left.ContainsKey).Select(id => left[id]).ToList();
            // Summary and risk are different sections, so an entry that mixes them becomes one of each.
            foreach (var part in ones.GroupBy(one => one.Statement.Author).OrderBy(part => part.Key))
                merged.Add((part.Key, ToEntry([.. part], part.Count() == ones.Count ? entry.Text : "")));
            foreach (var one in ones)
                left.Remove(one.Statement.Id);
        }

        foreach (var one in kept.Where(one => left.ContainsKey(one.Statement.Id)))
            merged.Add((one.Statement.Author, ToEntry([one], "")));
        return (
            [.. merged.Where(part => part.Author != AgentRole.RiskReviewer).Select(part => part.Entry)],
            [.. merged.Where(part => part.Author == AgentRole.RiskReviewer).Select(part => part.Entry)
                .OrderByDescending(entry => entry.Severity)]);
    }

    private static ReportEntry ToEntry(IReadOnlyList<Tallied> ones, string text) => new(
        [.. ones.Select(one => one.Statement.Id)],
        string.IsNullOrWhiteSpace(text) ? string.Join(' ', ones.Select(one => one.Statement.Text)) : text.Trim(),
        [.. ones.SelectMany(one => one.Statement.Citations).Distinct().Take(CitationsMax)],
        ones.Min(one => one.Support),
        ones.Max(one => one.Oppose))
    {
        Severity = ones.Max(one => one.Statement.Severity),
    };
}
