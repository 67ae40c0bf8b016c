using System.Globalization;
using System.Text;
using System.Text.Json;
using Workflows.Contracts.Research;
using Workflows.Functions.Report;

namespace Workflows.Functions.Research;

/// <summary>Writes a research's two files.</summary>
public static class ResearchWriter
{
    /// <summary>Name of the report for people.</summary>
    public const string MarkdownName = "research.md";

    /// <summary>Name of the report for programs.</summary>
    public const string JsonName = "research.json";

    /// <summary>Writes <c>research.json</c> and <c>research.md</c>; each replaces the old file in one step.</summary>
    /// <param name="report">The report.</param>
    /// <param name="folder">Where to write; made if it does not exist.</param>
    /// <param name="cancellationToken">Gives up; a temporary file is removed.</param>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written to.</exception>
    public static async Task WriteAsync(ResearchReport report, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await ReportWriter.ReplaceAsync(Path.Combine(folder, JsonName), Json(report), cancellationToken);
        await ReportWriter.ReplaceAsync(Path.Combine(folder, MarkdownName), Markdown(report), cancellationToken);
    }

    /// <summary>The report as JSON with camel-case names.</summary>
    /// <param name="report">The report.</param>
    /// <returns>JSON that ends with a line feed.</returns>
    public static string Json(ResearchReport report) => JsonSerializer.Serialize(report, ReportJson.Options) + "\n";

    /// <summary>The report as Markdown: the answer with numbered citations, then the citations with their quotes.</summary>
    /// <param name="report">The report.</param>
    public static string Markdown(ResearchReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var cited = report.Answer.SelectMany(paragraph => paragraph.Claims).Distinct(StringComparer.Ordinal).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {MarkdownText.Prose(report.Question)}\n\n");
        if (report.Answer.Count == 0)
            text.Append("The files say nothing to this that stood the debate.\n\n");
        foreach (var paragraph in report.Answer)
        {
            var numbers = string.Concat(paragraph.Claims.Select(claim => $"[{cited.IndexOf(claim) + 1}]"));
            text.Append(CultureInfo.InvariantCulture, $"{MarkdownText.Prose(paragraph.Text)} {numbers}\n\n");
        }

        if (cited.Count > 0)
            text.Append("## Citations\n\n");
        for (var i = 0; i < cited.Count; i++)
        {
            var claim = report.Claims.First(one => one.Id == cited[i]);
            text.Append(CultureInfo.InvariantCulture, $"{i + 1}. {MarkdownText.Code($"{claim.File}:{claim.Line}")} “{MarkdownText.Prose(claim.Quote)}”\n");
        }

        AppendRest(text, report);
        return text.ToString();
    }

    private static void AppendRest(StringBuilder text, ResearchReport report)
    {
        var dropped = report.Claims.Where(claim => !claim.Kept).ToList();
        if (dropped.Count > 0)
            text.Append("\n## Did not stand the debate\n\n");
        foreach (var claim in dropped)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"- {MarkdownText.Prose(claim.Text)} ({MarkdownText.Code($"{claim.File}:{claim.Line}")}): {MarkdownText.Prose(claim.Objection)}\n");
        }

        if (report.NotDone.Count > 0)
            text.Append("\n## What could not be done\n\n");
        foreach (var gap in report.NotDone)
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Prose(gap.What)}: {MarkdownText.Prose(gap.Why)} {MarkdownText.Prose(gap.Cure)}\n");
        text.Append(CultureInfo.InvariantCulture,
            $"\nFrom {MarkdownText.Code(report.Folder)}, by {MarkdownText.Prose(string.Join(", ", report.Models))}; "
            + $"{report.Usage.InputTokens + report.Usage.OutputTokens} tokens; {report.ClaimsUnproven} claims left out because their quote is not there.\n");
        if (report.Models.Contains("extractive", StringComparer.Ordinal))
            text.Append("The built-in model extracts: every sentence is a line of the files, chosen by its words.\n");
    }
}
