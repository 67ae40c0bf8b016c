using System.Globalization;
using System.Text;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Report;

/// <summary>Renders a report for people. Pure; the same report gives the same text. Matched secrets are not part of a report, so none can
/// appear.</summary>
public static class MarkdownReport
{
    private const int RisksMax = 25;
    private const int RowsMax = 12;
    private const int TypesMax = 6;
    private const int FindingsPerRuleMax = 8;
    private const int DisagreementsMax = 15;
    private const int SkippedMax = 20;

    /// <summary>Renders a report as Markdown.</summary>
    /// <param name="report">The report.</param>
    /// <returns>Markdown that ends with a line feed.</returns>
    public static string Render(ReviewReport report)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# Review of {MarkdownText.Escape(FolderName(report.Folder))}\n\n");
        if (report.Problem is { } problem)
            page.Append(CultureInfo.InvariantCulture, $"**Nothing was reviewed.** {MarkdownText.Escape(problem)}\n\n");
        else
            AppendBody(page, report);
        AppendNotDone(page, report);
        AppendRun(page, report);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void AppendBody(StringBuilder page, ReviewReport report)
    {
        AppendBrief(page, report);
        AppendOverview(page, report.Overview);
        AppendRisks(page, report);
        AppendFindings(page, report);
        AppendGroups(page, report);
        AppendDisagreements(page, report);
    }

    private static void AppendBrief(StringBuilder page, ReviewReport report)
    {
        var overview = report.Overview;
        var languages = string.Join(", ", overview.Languages.Take(3).Select(share => share.Name));
        page.Append(CultureInfo.InvariantCulture,
            $"{MarkdownText.Count(overview.Files, "file")}, {MarkdownText.Bytes(overview.Bytes)}, {overview.Lines:N0} lines of text");
        page.Append(languages.Length == 0 ? ". " : $" (mostly {MarkdownText.Escape(languages)}). ");
        var findings = report.Findings.Count + report.FindingsLeftOut;
        var grave = report.Findings.Count(found => found.Severity >= Severity.High);
        page.Append(findings == 0
            ? "No rule matched. "
            : string.Create(CultureInfo.InvariantCulture, $"Rules matched {findings:N0} times, {grave:N0} of them high or critical. "));
        var risks = report.Groups.Sum(group => group.Risks.Count);
        page.Append(CultureInfo.InvariantCulture,
            $"Agents kept {MarkdownText.Count(risks, "risk")} and disagreed on {MarkdownText.Count(report.Disagreements.Count, "statement")}.\n\n");
    }

    private static void AppendOverview(StringBuilder page, FolderOverview overview)
    {
        page.Append("## What the folder holds\n\n");
        if (overview.Languages.Count > 0)
            MarkdownText.Table(page, ["Language", "Files", "Lines", "Size"], overview.Languages.Select(Row), RowsMax, "languages");
        if (overview.Types.Count > 0)
        {
            page.Append("Types by size: ").AppendJoin(", ", overview.Types.Take(TypesMax).Select(share =>
                $"{MarkdownText.Escape(share.Name)} ({MarkdownText.Count(share.Files, "file")}, {MarkdownText.Bytes(share.Bytes)})"));
            page.Append(overview.Types.Count > TypesMax ? $" and {overview.Types.Count - TypesMax} more.\n\n" : ".\n\n");
        }

        if (overview.Largest.Count > 0)
        {
            page.Append("Largest: ").AppendJoin(", ", overview.Largest.Take(5)
                .Select(file => $"{MarkdownText.Code(file.Path)} ({MarkdownText.Bytes(file.Size)})")).Append(".\n\n");
        }

        if (overview.Duplicates.Count == 0)
            return;
        page.Append(CultureInfo.InvariantCulture,
            $"Same bytes more than once ({MarkdownText.Bytes(overview.DuplicateBytes)} could be saved):\n\n");
        foreach (var set in overview.Duplicates.Take(RowsMax))
        {
            page.Append("- ").AppendJoin(", ", set.Files.Take(5).Select(MarkdownText.Code));
            page.Append(set.Count > 5 ? $" and {set.Count - 5} more" : "")
                .Append(CultureInfo.InvariantCulture, $" ({MarkdownText.Bytes(set.Size)} each)\n");
        }

        MarkdownText.More(page, overview.Duplicates.Count - RowsMax, "sets");
        page.Append('\n');
    }

    private static IReadOnlyList<string> Row(Share share) =>
        [MarkdownText.Escape(share.Name), $"{share.Files:N0}", $"{share.Lines:N0}", MarkdownText.Bytes(share.Bytes)];

    private static void AppendRisks(StringBuilder page, ReviewReport report)
    {
        var risks = RiskLine.From(report.Groups);
        if (risks.Count == 0)
            return;
        page.Append("## Risks\n\n");
        foreach (var risk in risks.Take(RisksMax))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"- **{Wording.NameOf(risk.Severity)}** — {MarkdownText.Prose(risk.Text)} {MarkdownText.Places(risk.Citations)}");
            page.Append(CultureInfo.InvariantCulture, $" <sub>{MarkdownText.Escape(risk.Where)}, votes {risk.Votes}</sub>\n");
        }

        MarkdownText.More(page, risks.Count - RisksMax, "risks");
        page.Append('\n');
    }

    private static void AppendFindings(StringBuilder page, ReviewReport report)
    {
        if (report.Findings.Count == 0)
            return;
        page.Append("## Findings of the rules\n\nWhere a rule matched, and how often. The matched text is not shown.\n\n");
        var rows = report.Findings.GroupBy(found => (found.Severity, found.Rule))
            .OrderByDescending(rule => rule.Key.Severity).ThenBy(rule => rule.Key.Rule, StringComparer.Ordinal)
            .Select(rule => (IReadOnlyList<string>)
                [Wording.NameOf(rule.Key.Severity), MarkdownText.Code(rule.Key.Rule), $"{rule.Count():N0}", PlacesOf([.. rule])]);
        MarkdownText.Table(page, ["Severity", "Rule", "Matches", "Where"], rows, 60, "rules");
        if (report.FindingsLeftOut > 0)
            page.Append(CultureInfo.InvariantCulture,
                $"{report.FindingsLeftOut:N0} more matches are counted but not listed, because their files hold too many.\n\n");
    }

    private static string PlacesOf(IReadOnlyList<Finding> found)
    {
        var places = found.Select(finding => new Citation(finding.File, finding.Line)).Distinct().ToList();
        var more = places.Count - FindingsPerRuleMax;
        return MarkdownText.PlaceList(places.Take(FindingsPerRuleMax)) + (more > 0 ? $" and {more:N0} more in {ReportWriter.JsonName}"
            : "");
    }

    private static void AppendGroups(StringBuilder page, ReviewReport report)
    {
        if (report.Groups.Count == 0)
            return;
        page.Append("## What it is for\n\n");
        foreach (var group in report.Groups.Where(HasWords))
        {
            page.Append(CultureInfo.InvariantCulture,
                $"### {MarkdownText.Escape(group.Name)}\n\n{MarkdownText.Count(group.Files, "file")}, {MarkdownText.Bytes(group.Bytes)}");
            page.Append(group.FilesOffered == 0 ? "; none has text to read.\n\n" : group.FilesOffered < group.Files
                ? $"; {group.FilesOffered} offered to agents.\n\n" : ".\n\n");
            if (group.Headline.Length > 0)
                page.Append(MarkdownText.Prose(group.Headline)).Append("\n\n");
            foreach (var entry in group.Summary)
                page.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Prose(entry.Text)} {MarkdownText.Places(entry.Citations)}\n");
            if (group.Summary.Count > 0)
                page.Append('\n');
        }

        var silent = report.Groups.Where(group => !HasWords(group)).ToList();
        if (silent.Count > 0)
            page.Append("Nothing was said of ").AppendJoin(", ", silent.Select(group =>
                $"{MarkdownText.Escape(group.Name)} ({MarkdownText.Count(group.Files, "file")})")).Append(".\n\n");
    }

    private static bool HasWords(GroupReport group) => group.Summary.Count > 0 || group.Headline.Length > 0;

    private static void AppendDisagreements(StringBuilder page, ReviewReport report)
    {
        if (report.Disagreements.Count == 0)
            return;
        page.Append("## What the agents disagreed on\n\n");
        foreach (var one in report.Disagreements.OrderByDescending(one => one.Statement.Severity).Take(DisagreementsMax))
        {
            var (text, places) = (MarkdownText.Prose(one.Statement.Text), MarkdownText.Places(one.Statement.Citations));
            page.Append(CultureInfo.InvariantCulture,
                $"- {(one.Kept ? "Kept" : "Dropped")}: {text} {places} <sub>{MarkdownText.Escape(one.Group)}</sub>\n");
            AppendSide(page, "for", one.Votes.Where(vote => vote.Verdict == Verdict.Support));
            AppendSide(page, "against", one.Votes.Where(vote => vote.Verdict == Verdict.Oppose));
        }

        MarkdownText.More(page, report.Disagreements.Count - DisagreementsMax, "statements");
        page.Append('\n');
    }

    // Who gives the same reason speaks once.
    private static void AppendSide(StringBuilder page, string side, IEnumerable<Vote> votes)
    {
        foreach (var same in votes.GroupBy(vote => vote.Reason, StringComparer.Ordinal))
        {
            var voters = string.Join(" and ", same.Select(vote => Wording.NameOf(vote.Voter)));
            page.Append(CultureInfo.InvariantCulture, $"  - {side}, {voters}: {MarkdownText.Prose(same.Key)}\n");
        }
    }

    private static void AppendNotDone(StringBuilder page, ReviewReport report)
    {
        var skipped = report.Skipped.Count + report.SkippedLeftOut;
        if (report.NotDone.Count == 0 && report.Dropped.Count == 0 && skipped == 0)
            return;
        page.Append("## What could not be done\n\n");
        foreach (var one in report.NotDone)
            page.Append(CultureInfo.InvariantCulture,
                $"- {MarkdownText.Escape(one.What)}: {MarkdownText.Escape(one.Why)} **{MarkdownText.Escape(one.Cure)}**\n");
        if (report.Dropped.Count > 0)
            page.Append(CultureInfo.InvariantCulture,
                $"- Statements left out: {string.Join("; ", report.Dropped.Select(drop => $"{drop.Count} {MarkdownText.Escape(drop.Reason)}"))}.\n");
        foreach (var path in report.Skipped.Take(SkippedMax))
            page.Append(CultureInfo.InvariantCulture, $"- Skipped {MarkdownText.Code(path.Path)}: {MarkdownText.Escape(path.Reason)}\n");
        MarkdownText.More(page, skipped - SkippedMax, "skipped files");
        page.Append('\n');
    }

    private static void AppendRun(StringBuilder page, ReviewReport report)
    {
        page.Append("## About this run\n\n");
        if (report.Models.Count > 0)
        {
            var rows = report.Models.Select(use => (IReadOnlyList<string>)
            [
                MarkdownText.Escape(use.Model), $"{use.Calls:N0}", $"{use.Failed:N0}", $"{use.InputTokens:N0}", $"{use.OutputTokens:N0}",
                use.CostUsd is { } cost ? $"${cost:0.####}" : "unknown",
            ]);
            MarkdownText.Table(page, ["Model", "Calls", "Failed", "Tokens in", "Tokens out", "Cost"], rows, RowsMax, "models");
        }

        if (report.Models.Any(use => use.Model == "extractive"))
            page.Append("The built-in extractive model ranks and quotes the text it is given; it does not write or reason. Configure a model for a deeper review.\n\n");
        var seconds = (report.FinishedAt - report.StartedAt).TotalSeconds;
        page.Append(CultureInfo.InvariantCulture, $"Folder {MarkdownText.Code(report.Folder)}, run {MarkdownText.Code(report.RunId)}, ");
        page.Append(CultureInfo.InvariantCulture, $"started {report.StartedAt:yyyy-MM-dd HH:mm:ss} UTC, took {seconds:0.0} s.\n");
    }

    private static string FolderName(string folder)
    {
        var parts = folder.Split(['/', '\\'], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 0 ? folder : parts[^1];
    }
}
