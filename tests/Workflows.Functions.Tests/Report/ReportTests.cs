using System.Text.Json;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;
using Workflows.Functions.Report;

namespace Workflows.Functions.Tests.Report;

public sealed class ReportTests
{
    private static readonly Statement Said = new("R1", AgentRole.RiskReviewer, "It breaks | <b>.",
        [new Citation("a.cs", 3)]) { Severity = Severity.High };

    private static readonly ReviewReport Full = new("run-1", "/data/shop")
    {
        StartedAt = DateTimeOffset.UnixEpoch,
        FinishedAt = DateTimeOffset.UnixEpoch.AddSeconds(3),
        Overview = new FolderOverview
        {
            Files = 2,
            Bytes = 2048,
            Types = [new Share("text/x-csharp", 2, 2048, 20)],
            Languages = [new Share("C#", 2, 2048, 20)],
            Largest = [new ListedFile("a.cs", 1024)],
            Duplicates = [new Duplicate(new string('a', 64), 1024, ["a.cs", "b.cs"], 2)],
        },
        Findings = [.. Enumerable.Range(1, 20).Select(line => new Finding("a.cs", "jwt", line, line * 10, 9, Severity.High))],
        Groups = [new GroupReport("src", 2, 2048) { Summary = [new ReportEntry(["S1"], "Sells `Books`.", [new Citation("a.cs")], 3, 0)],
            Risks = [new ReportEntry(["R1"], "It breaks.", [new Citation("a.cs", 3)], 2, 1) { Severity = Severity.High }] }],
        Disagreements = [new Disagreement("src", Said, true, [new Vote("R1", AgentRole.RiskReviewer, Verdict.Support, "Yes."),
            new Vote("R1", AgentRole.Critic, Verdict.Oppose, "No.")])],
        Dropped = [new DroppedCount("cites nothing", 1)],
        NotDone = [new NotDone("critic of src", "The key is wrong.", "Set a key.")],
        Skipped = [new SkippedPath("c.bin", "It cannot be read.")],
        Models = [new ModelUse("extractive", 6, 0, 100, 20, 0)],
    };

    [Fact]
    public void Render_FullReport_HasEveryPropertyThatTheSchemaRequires()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(RepositoryFile("docs/review.schema.json")));
        using var report = JsonDocument.Parse(ReportJson.Render(Full));

        Assert.Empty(SchemaCheck.Problems(schema.RootElement, schema.RootElement, report.RootElement, "$"));
    }

    [Fact]
    public void Render_Finding_HasTheSixPropertiesAndALowerCaseSeverity()
    {
        using var report = JsonDocument.Parse(ReportJson.Render(Full));

        var finding = report.RootElement.GetProperty("findings")[0];

        Assert.Equal(["file", "rule", "line", "offset", "length", "severity"], finding.EnumerateObject().Select(property => property.Name));
        Assert.Equal("high", finding.GetProperty("severity").GetString());
    }

    [Fact]
    public void Render_Markdown_IsBoundedEscapedAndNamesBothSides()
    {
        var page = MarkdownReport.Render(Full);

        Assert.Contains("and 12 more in review.json", page, StringComparison.Ordinal);
        Assert.Contains("It breaks \\| &lt;b>.", page, StringComparison.Ordinal);
        Assert.Contains("  - against, critic: No.", page, StringComparison.Ordinal);
        Assert.Contains("critic of src: The key is wrong. **Set a key.**", page, StringComparison.Ordinal);
        Assert.Contains("Sells `Books`. (`a.cs`)", page, StringComparison.Ordinal);
        Assert.Equal(page, MarkdownReport.Render(Full));
    }

    [Fact]
    public void Render_Problem_SaysOnlyThat()
    {
        var page = MarkdownReport.Render(new ReviewReport("run-1",
            "/nowhere") { Problem = "There is no folder '/nowhere'; check its name." });

        Assert.Contains("**Nothing was reviewed.** There is no folder", page, StringComparison.Ordinal);
        Assert.DoesNotContain("## What the folder holds", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_OverAnOldReport_ReplacesBothAndLeavesNothingElse()
    {
        var folder = Directory.CreateTempSubdirectory("report");
        try
        {
            await ReportWriter.WriteAsync(Full with { RunId = "old" }, folder.FullName, CancellationToken.None);
            await ReportWriter.WriteAsync(Full, folder.FullName, CancellationToken.None);

            Assert.Equal(["review.json", "review.md"], folder.GetFiles().Select(file => file.Name).Order(StringComparer.Ordinal));
            Assert.Contains("run-1", await File.ReadAllTextAsync(Path.Combine(folder.FullName, "review.json")), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string RepositoryFile(string path)
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(SourcePath())!);
        while (!File.Exists(Path.Combine(folder.FullName, "Workflows.sln")))
            folder = folder.Parent!;
        return Path.Combine(folder.FullName, path);
    }

    private static string SourcePath([System.Runtime.CompilerServices.CallerFilePath] string path = "") => path;
}
