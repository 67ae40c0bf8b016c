using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary><c>run review</c> on good input.</summary>
public sealed class ReviewTests : IDisposable
{
    private const char Escape = '\u001b';

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Review_WithoutFolder_ReviewsTheSamplesIntoTheCurrentFolder()
    {
        var ending = (await WorkflowsProcess.RunAsync(scratch.FullPath, "run", "review")).Succeeded();

        var report = ReviewFile.Read(scratch.FullPath);
        Assert.True(report.Files >= 20, $"{report.Files} files");
        Assert.NotEmpty(report.Findings);
        Assert.Contains(report.Root.GetProperty("groups").EnumerateArray(), group => group.GetProperty("summary").GetArrayLength() > 0);
        Assert.Equal(JsonValueKind.Null, report.Root.GetProperty("problem").ValueKind);
        Assert.StartsWith("# Review of samples", scratch.ReadText("review.md"), StringComparison.Ordinal);
        Assert.True(File.Exists(scratch[".workflows/Workflows.db"]));
        Assert.DoesNotContain(Escape, ending.Output);
        Assert.Contains("findings", ending.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_OfMixedFolder_TellsTypesLanguagesAndDuplicates()
    {
        var folder = Mixed();
        (await RunAsync(folder, "--out", scratch["deep/er/out"], "--id", "mixed")).Succeeded();

        var report = ReviewFile.Read(scratch["deep/er/out"]);
        Assert.Equal("mixed", report.Root.GetProperty("runId").GetString());
        Assert.Equal(folder, report.Root.GetProperty("folder").GetString());
        Assert.Equal(4, report.Files);
        var overview = report.Root.GetProperty("overview");
        Assert.Equal(3, overview.GetProperty("textFiles").GetInt32());
        Assert.Equal(["C#", "Markdown"], overview.GetProperty("languages").EnumerateArray().Select(share => share.GetProperty("name").GetString()).Order());
        Assert.Equal(
            ["A.cs", "copy/A.cs"],
            overview.GetProperty("duplicates").EnumerateArray().Single().GetProperty("files").EnumerateArray().Select(file => file.GetString()));
        Assert.False(File.Exists(scratch["review.json"]));
    }

    [Fact]
    public async Task Review_AskedForJson_PrintsExactlyTheReport()
    {
        var ending = await RunAsync(Mixed(), "--json", "--out", scratch["out"], "--id", "as-json");

        Assert.Equal(0, ending.ExitCode);
        Assert.Equal(ReviewFile.Read(scratch["out"]).Text, ending.Output);
        Assert.Contains("as-json", ending.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("error", ending.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Review_WithUsedId_IsRefusedAndResumeWritesTheReportAgain()
    {
        var folder = Mixed();
        (await RunAsync(folder, "--out", scratch["one"], "--id", "again")).Succeeded();
        (await RunAsync(folder, "--out", scratch["two"], "--id", "again")).Refused(2, "again", "--resume", "another id");
        Assert.False(File.Exists(scratch["two/review.json"]));

        (await RunAsync(folder, "--out", scratch["three"], "--id", "again", "--resume")).Succeeded();
        Assert.Equal(ReviewFile.Read(scratch["one"]).Text, ReviewFile.Read(scratch["three"]).Text);
        Assert.Equal(scratch.ReadText("one/review.md"), scratch.ReadText("three/review.md"));
    }

    [Fact]
    public async Task Resume_WithNothingToResume_StartsARunAndThenFindsIt()
    {
        var folder = Mixed();
        var first = (await RunAsync(folder, "--out", scratch["one"], "--resume")).Succeeded();
        Assert.Contains(" started.", first.Output, StringComparison.Ordinal);
        var second = (await RunAsync(folder, "--out", scratch["two"], "--resume")).Succeeded();
        Assert.Contains("has ended already", second.Output, StringComparison.Ordinal);
        Assert.Equal(ReviewFile.Read(scratch["one"]).Text, ReviewFile.Read(scratch["two"]).Text);
    }

    [Fact]
    public async Task List_AfterRuns_ShowsThemNewestFirst()
    {
        var folder = Mixed();
        (await RunAsync(folder, "--out", scratch["one"], "--id", "older")).Succeeded();
        (await RunAsync(folder, "--out", scratch["two"], "--id", "newer")).Succeeded();

        var list = (await WorkflowsProcess.RunAsync(scratch.FullPath, "ls", "--hub", scratch["hub"], "--json")).Succeeded();
        var runs = JsonDocument.Parse(list.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(["newer", "older"], runs.Select(run => run.GetProperty("id").GetString()));
        Assert.All(runs, run => Assert.Equal("Completed", run.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Interrupt_InTheMiddleOfARun_ExitsWith130AndResumes()
    {
        var folder = scratch.WriteSources("sources", 3_000);
        using var process = WorkflowsProcess.Start(
            scratch.FullPath, new Dictionary<string, string>(), "run", "review", folder, "--id", "stopped", "--hub", scratch["hub"], "--out", scratch["out"]);
        await process.LineAsync("stopped started");
        await process.SignalAsync("INT");
        Assert.Equal(130, await process.ExitAsync());
        Assert.Contains($"run review --id stopped --resume --hub {scratch["hub"]}", process.Output, StringComparison.Ordinal);
        Assert.Contains("is safe", process.Output, StringComparison.Ordinal);

        (await WorkflowsProcess.RunAsync(
            scratch.FullPath, "run", "review", "--id", "stopped", "--resume", "--hub", scratch["hub"], "--out", scratch["out"])).Succeeded();
        Assert.Equal(3_000, ReviewFile.Read(scratch["out"]).Files);
    }

    private Task<Ending> RunAsync(string folder, params string[] more) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, ["run", "review", folder, "--hub", scratch["hub"], .. more]);

    private string Mixed()
    {
        scratch.Write("mixed/A.cs", "namespace A;\n\npublic sealed class A\n{\n    public int Total(int count) => count * 2;\n}\n");
        scratch.Write("mixed/copy/A.cs", "namespace A;\n\npublic sealed class A\n{\n    public int Total(int count) => count * 2;\n}\n");
        scratch.Write("mixed/README.md", "# Orders\n\nCounts orders and doubles them.\n");
        scratch.Write("mixed/blob.bin", [0, 1, 2, 3, 0, 255, 254, 0, 7]);
        return scratch["mixed"];
    }
}
