using Spectre.Console;
using Workflows.Contracts.Review;
using Workflows.Functions.Report;

namespace Workflows.Cli.Views;

/// <summary>A review's report on one screen; the whole of it stands in the files.</summary>
internal static class ReviewScreen
{
    private const int RisksShown = 8;
    private const int RulesShown = 8;

    public static void Show(ReviewReport report, string folder)
    {
        var overview = report.Overview;
        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"[bold]{Clean(report.Folder)}[/]");
        var languages = string.Join(", ", overview.Languages.Take(5).Select(share => $"{share.Name} {share.Files}"));
        var megabytes = overview.Bytes / 1048576.0;
        AnsiConsole.MarkupLineInterpolated(
            $"{overview.Files:N0} files, {megabytes:N1} MB, {overview.Lines:N0} lines, {languages}; {overview.Duplicates.Count} sets of duplicates");
        AnsiConsole.WriteLine();
        ShowFindings(report);
        ShowRisks(report);
        ShowEnd(report, folder);
    }

    private static void ShowFindings(ReviewReport report)
    {
        var total = report.Findings.Count + report.FindingsLeftOut;
        if (total == 0)
        {
            AnsiConsole.MarkupLine("[green]No rule matched.[/]");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("severity").AddColumn("rule").AddColumn(new TableColumn("places").RightAligned()).AddColumn("first");
        var rules = report.Findings.GroupBy(finding => (finding.Severity, finding.Rule))
            .OrderByDescending(group => group.Key.Severity).ThenByDescending(group => group.Count()).Take(RulesShown);
        foreach (var rule in rules)
        {
            var first = rule.First();
            table.AddRow(Colour(rule.Key.Severity), rule.Key.Rule.EscapeMarkup(), rule.Count().ToString(), Clean($"{first.File}:{first.Line}").EscapeMarkup());
        }

        AnsiConsole.MarkupLineInterpolated($"[bold]{total:N0} findings[/]");
        AnsiConsole.Write(table);
    }

    private static void ShowRisks(ReviewReport report)
    {
        var risks = report.Groups.SelectMany(group => group.Risks).OrderByDescending(risk => risk.Severity).Take(RisksShown).ToList();
        if (risks.Count == 0)
            return;
        AnsiConsole.MarkupLine("[bold]Risks the agents kept[/]");
        foreach (var risk in risks)
        {
            var where = risk.Citations.Count > 0 ? $"{risk.Citations[0].File}:{risk.Citations[0].Line}" : "";
            AnsiConsole.MarkupLineInterpolated($" • {Clean(risk.Text)} [grey]{Clean(where)} ({risk.Support}-{risk.Oppose})[/]");
        }

        AnsiConsole.WriteLine();
    }

    private static void ShowEnd(ReviewReport report, string folder)
    {
        foreach (var gap in report.NotDone.Take(RisksShown))
            AnsiConsole.MarkupLineInterpolated($"[yellow]not done:[/] {Clean(gap.What)}: {Clean(gap.Why)} {gap.Cure}");
        foreach (var model in report.Models)
        {
            var cost = model.CostUsd is { } dollars ? $"${dollars:F4}" : "no price configured";
            AnsiConsole.MarkupLineInterpolated($"{model.Model}: {model.Calls} calls, {model.InputTokens + model.OutputTokens:N0} tokens, {cost}");
        }

        var seconds = (report.FinishedAt - report.StartedAt).TotalSeconds;
        var page = Path.Combine(folder, ReportWriter.MarkdownName);
        AnsiConsole.MarkupLineInterpolated(
            $"{report.Groups.Count} groups, {report.Disagreements.Count} disagreements, {seconds:F1} s. Report: [link]{page}[/] and {ReportWriter.JsonName}");
    }

    // Names of files and words of models may hold control characters, which would steer the terminal.
    private static string Clean(string text) => string.Create(text.Length, text, static (clean, text) =>
    {
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(text[i]) ? ' ' : text[i];
    });

    private static string Colour(Contracts.Files.Severity severity) => severity switch
    {
        Contracts.Files.Severity.Critical => "[red]critical[/]",
        Contracts.Files.Severity.High => "[red]high[/]",
        Contracts.Files.Severity.Medium => "[yellow]medium[/]",
        _ => severity.ToString().ToLowerInvariant(),
    };
}
