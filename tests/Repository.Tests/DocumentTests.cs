using System.Text.Json;
using System.Text.RegularExpressions;
using Repository.Tests.Rules;
using Repository.Tests.Support;

namespace Repository.Tests;

public sealed class DocumentTests
{
    [Fact]
    public void Readme_TheTwoCommands_StandInIt()
    {
        var lines = Repo.File("README.md").Lines.Select(line => line.Split('#')[0].TrimEnd()).ToList();
        Assert.Contains("dotnet run --project src/Workflows.Cli -- run review <folder>", lines);
        Assert.Contains("dotnet test", lines);
    }

    [Fact]
    public void CiRun_TestCommand_IsReadmes()
    {
        var script = Repo.File(".ci/run").Text;
        Assert.StartsWith("#!/usr/bin/env bash\n", script, StringComparison.Ordinal);
        Assert.Matches(new Regex(@"^\s*dotnet test\b", RegexOptions.Multiline, TimeSpan.FromSeconds(1)), script);
    }

    [Fact]
    public void Documents_EveryLink_LeadsToAFile() =>
        Verdict.None(
            Repo.Files.Where(file => file.Path.EndsWith(".md", StringComparison.Ordinal) && !Repo.IsSample(file)).SelectMany(Documents.DeadLinks),
            "Mend the link.");

    [Fact]
    public void BenchResults_EveryRuntimeFile_HasTheFields() =>
        Verdict.None(Results.SelectMany(Documents.BadResults), "Write one JSON object per line, as the benchmark prints it.");

    [Fact]
    public void BenchResults_WhenThereAreSome_CoverBothWorkloads()
    {
        if (!Results.Any())
            return;
        var workloads = Results.SelectMany(file => file.Lines)
            .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("workload").GetString());
        Assert.Empty(new[] { "sequence5", "latency" }.Except(workloads));
    }

    [Fact]
    public void Readme_EveryFigure_IsOfACommittedResult() =>
        Verdict.None(Documents.UnprovenFigures(Repo.File("README.md"), [.. Results]), "Take README's figures from bench/results.");

    [Fact]
    public void DeadLinks_PlantedLink_IsFound() =>
        Assert.NotEmpty(Documents.DeadLinks(new SourceFile("README.md", "see [x](docs/no-such-page.md)")));

    [Theory]
    [InlineData("not json")]
    [InlineData("{\"workload\":\"latency\",\"n\":1}")]
    [InlineData("{\"workload\":\"latency\",\"n\":\"1\",\"inFlight\":1,\"runsPerSec\":1,\"p50Ms\":1,\"p99Ms\":1,\"rssMb\":1,\"fsyncPerSec\":1}")]
    public void BadResults_PlantedLine_IsFound(string line) =>
        Assert.NotEmpty(Documents.BadResults(new SourceFile("bench/results/runtime-x.json", line)));

    [Fact]
    public void UnprovenFigures_PlantedRow_IsFound()
    {
        var results = new SourceFile(
            "bench/results/runtime-x.json", "{\"workload\":\"latency\",\"n\":1,\"runsPerSec\":10.4,\"p50Ms\":1.25,\"p99Ms\":3}");
        Assert.NotEmpty(Documents.UnprovenFigures(new SourceFile("README.md", "| `latency` | 1 | 99 | 1.3 | 3.0 |"), [results]));
        Assert.Empty(Documents.UnprovenFigures(new SourceFile("README.md", "| `latency` | 1 | 10 | 1.3 | 3.0 |"), [results]));
    }

    private static IEnumerable<SourceFile> Results => Repo.Files.Where(file => Documents.IsRuntimeResult(file.Path));
}
