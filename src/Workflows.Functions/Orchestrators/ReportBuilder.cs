using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Puts facts into a report. Pure.</summary>
internal static class ReportBuilder
{
    public static ReviewReport Build(ReviewReport report, FolderListing listing, IReadOnlyList<FileRecord> records)
    {
        var findings = Overview.FindingsOf(records);
        var unread = records.Where(file => file.Error is not null).Select(file => new SkippedPath(file.Path, file.Error!)).ToList();
        var skipped = unread.Concat(listing.Skipped).OrderBy(path => path.Path, StringComparer.Ordinal).ToList();
        return report with
        {
            Problem = listing.Problem,
            Overview = Overview.Of(records),
            Findings = [.. findings.Take(ReviewReport.FindingsMax)],
            FindingsLeftOut = Math.Max(0, findings.Count - ReviewReport.FindingsMax) + records.Sum(file => file.FindingsLeftOut),
            Skipped = [.. skipped.Take(FolderListing.SkippedMax)],
            SkippedLeftOut = Math.Max(0, skipped.Count - FolderListing.SkippedMax) + listing.SkippedLeftOut,
        };
    }

    /// <summary>One line for each cause: twelve agents that met the same wrong key are one thing to repair.</summary>
    public static IReadOnlyList<NotDone> Together(IReadOnlyList<NotDone> all) =>
        [.. all.GroupBy(one => (one.Why, one.Cure)).Select(same => same.Count() switch
        {
            1 => same.First(),
            var count => new NotDone($"{same.First().What}, and {count - 1} more", same.Key.Why, same.Key.Cure),
        })];
}
