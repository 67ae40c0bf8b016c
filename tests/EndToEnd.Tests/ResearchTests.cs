using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>A research with the built-in model: planned, searched with tools, debated, and every citation stands where it says.</summary>
public sealed class ResearchTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public ResearchTests()
    {
        scratch.Write("good/docs/harbour.md", "# Harbour\n\nThe harbour master opens the lock gates at seven in the morning.\nShips wait in the outer basin until then.\n");
        scratch.Write("good/docs/bakery.md", "# Bakery\n\nThe bakery sells rye bread on Mondays and wheat bread on Fridays.\n");
        scratch.Write("good/src/Gates.cs", "namespace Port;\n\n/// <summary>Opens the lock gates of the harbour when the tide allows it.</summary>\npublic sealed class Gates;\n");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Research_WithTheBuiltInModel_AnswersWithCitationsThatStandThere()
    {
        var end = await RunAsync("When are the lock gates of the harbour opened?", scratch["good"]);

        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        using var report = JsonDocument.Parse(scratch.ReadText("out/research.json"));
        var answer = report.RootElement.GetProperty("answer").EnumerateArray().ToList();
        Assert.Contains(answer, paragraph => paragraph.GetProperty("text").GetString()!.Contains("seven in the morning", StringComparison.Ordinal));
        var claims = report.RootElement.GetProperty("claims").EnumerateArray().ToDictionary(claim => claim.GetProperty("id").GetString()!);
        foreach (var id in answer.SelectMany(paragraph => paragraph.GetProperty("claims").EnumerateArray()).Select(id => id.GetString()!))
        {
            var lines = scratch.ReadText("good/" + claims[id].GetProperty("file").GetString()).Split('\n');
            Assert.Contains(claims[id].GetProperty("quote").GetString()!, lines[claims[id].GetProperty("line").GetInt32() - 1], StringComparison.Ordinal);
            Assert.True(claims[id].GetProperty("kept").GetBoolean());
        }

        Assert.Empty(report.RootElement.GetProperty("notDone").EnumerateArray());
        Assert.Contains("docs/harbour.md:3", scratch.ReadText("out/research.md"), StringComparison.Ordinal);
        Assert.Contains("docs/harbour.md:3", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Research_OfWhatIsNotThere_SaysSo()
    {
        var end = await RunAsync("Which zeppelins crossed Antarctica?", scratch["good"]);

        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        Assert.Contains("The files say nothing to this", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Research_AskedWrongly_SaysWhatToDo()
    {
        (await RunAsync("", scratch["good"])).Refused(3, "--question");
        (await RunAsync("What?", scratch["missing"])).Refused(3, "There is no folder");
        (await WorkflowsProcess.RunAsync(scratch.FullPath, "run", "review", scratch["good"], "--question", "x", "--hub", scratch["hub"])).Refused(2, "belong to research");
    }

    private Task<Ending> RunAsync(string question, string folder) => WorkflowsProcess.RunAsync(scratch.FullPath,
        "run", "research", "--question", question, "--files", folder, "--out", scratch["out"], "--hub", scratch["hub"]);
}
