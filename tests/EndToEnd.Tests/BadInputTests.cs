using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>What a person gets who asks for what cannot be done: one message with the cure, an exit code, and a hub that still works.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public BadInputTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Run_WithWrongCommandLine_SaysWhatToDoAndHarmsNothing()
    {
        scratch.Write("file.txt", "x");
        Directory.CreateDirectory(scratch["empty"]);
        var good = scratch["good"];
        (await ReviewAsync(scratch["none"])).Refused(3, "There is no folder", scratch["none"], "Check its name");
        (await ReviewAsync(scratch["file.txt"])).Refused(3, "is a file", "Name the folder that holds it");
        (await ReviewAsync("")).Refused(3, "empty", "Name a folder");
        (await ReviewAsync(scratch["empty"])).Refused(3, "holds no files", scratch["empty"]);
        (await RunAsync("run", "nothing", good)).Refused(2, "no workflow 'nothing'", "review");
        (await RunAsync("run", "review", good, "--bogus")).Refused(2, "--bogus", "--help");
        (await RunAsync("run")).Refused(2, "--help");
        (await RunAsync("dev", "--port", "abc")).Refused(2, "'abc' is no port", "65535");
        (await RunAsync("dev", "--port", "65536")).Refused(2, "'65536' is no port");
        (await RunAsync("ls", "--top", "0")).Refused(2, "--top");
        (await ReviewAsync(good, "--id", "a/b")).Refused(2, "'/'", "another id");
        (await ReviewAsync(good, "--id", "@b")).Refused(2, "'@'", "another id");
        (await ReviewAsync(good, "--id", "")).Refused(2, "1 to 256", "another id");
        await StillWorksAsync();
    }

    [Fact]
    public async Task Run_IntoFolderThatIsAFile_IsRefusedBeforeTheWork()
    {
        scratch.Write("file.txt", "x");
        var ending = await RunAsync("run", "review", scratch["good"], "--hub", scratch["hub"], "--out", scratch["file.txt"]);
        ending.Refused(3, "there is a file of that name", "--out");
        Assert.DoesNotContain("started", ending.Output, StringComparison.Ordinal);
        (await RunAsync("run", "review", scratch["good"], "--hub", scratch["hub"], "--out", scratch["file.txt/below"])).Refused(3, "--out");
        Assert.Equal("x", scratch.ReadText("file.txt"));
        await StillWorksAsync();
    }

    [Fact]
    public async Task Run_WhoseReportIsBlockedByAFolder_SaysHowToWriteItElsewhere()
    {
        Directory.CreateDirectory(scratch["out/review.json"]);
        (await ReviewAsync(scratch["good"], "--id", "blocked")).Refused(1, "Nothing is lost", "run review --id blocked --resume", "--out <folder>");
        (await WorkflowsProcess.RunAsync(
            scratch.FullPath, "run", "review", "--id", "blocked", "--resume", "--hub", scratch["hub"], "--out", scratch["elsewhere"])).Succeeded();
        Assert.Equal(1, ReviewFile.Read(scratch["elsewhere"]).Files);
    }

    [Fact]
    public async Task Run_OnDamagedHub_NamesTheFileAndLeavesItAsItIs()
    {
        var noise = new byte[8192];
        new Random(7).NextBytes(noise);
        scratch.Write("hub/Workflows.db", noise);
        (await ReviewAsync(scratch["good"])).Refused(4, scratch["hub/Workflows.db"], "damaged", "backup");
        (await RunAsync("ls", "--hub", scratch["hub"])).Refused(4, scratch["hub/Workflows.db"]);
        Assert.Equal(noise, scratch.ReadBytes("hub/Workflows.db"));

        File.Delete(scratch["hub/Workflows.db"]);
        await StillWorksAsync();
        var whole = scratch.ReadBytes("hub/Workflows.db");
        scratch.Write("hub/Workflows.db", whole[..(whole.Length * 2 / 3 / 4096 * 4096)]);
        (await ReviewAsync(scratch["good"], "--id", "on-truncated")).Refused(4, scratch["hub/Workflows.db"], "damaged", "backup");
    }

    [Fact]
    public async Task Run_OnNewerHub_SaysThatItIsNewer()
    {
        await StillWorksAsync();
        using (var database = new SqliteFile(scratch["hub/Workflows.db"]))
            database.SetUserVersion(99);
        (await ReviewAsync(scratch["good"])).Refused(4, "format 99", "newer program");
    }

    [Fact]
    public async Task Run_OnHubThatIsAFile_SaysThatItCannotBeWritten()
    {
        scratch.Write("hub", "x");
        (await ReviewAsync(scratch["good"])).Refused(4, scratch["hub"], "cannot be written", "another hub folder");
        (await RunAsync("run", "review", scratch["good"], "--hub", "/proc/nowhere", "--out", scratch["out"])).Refused(4, "/proc/nowhere", "another hub folder");
    }

    [Fact]
    public async Task Run_OnHubInUse_NamesTheOtherProcess()
    {
        using var first = WorkflowsProcess.Start(scratch.FullPath, new Dictionary<string, string>(), "dev", "--port", "0", "--hub", scratch["hub"]);
        await first.LineAsync("ready on");
        (await ReviewAsync(scratch["good"])).Refused(4, $"process {first.ProcessId}", "Stop that process", "another hub folder");
        (await RunAsync("dev", "--port", "0", "--hub", scratch["hub"])).Refused(4, $"process {first.ProcessId}");
        (await RunAsync("ls", "--hub", scratch["hub"])).Succeeded();
        await first.SignalAsync("TERM");
        Assert.Equal(0, await first.ExitAsync());
        await StillWorksAsync();
    }

    [Fact]
    public async Task Run_WithWrongSettings_NamesThemAndQuotesNoValue()
    {
        var pasted = "sk-" + new string('x', 44);
        var settings = new Dictionary<string, string> { ["Models__Default"] = pasted, ["Models__Nmaed__x"] = "openai:gpt" };
        (await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "run", "review", scratch["good"], "--hub", scratch["hub"], "--out", scratch["out"]))
            .Refused(6, "Models", "Nmaed").DoesNotSay(pasted);
        scratch.Write("local.settings.json", "{ \"Values\": { ");
        (await ReviewAsync(scratch["good"])).Refused(6, "local.settings.json", "line 1");
        File.Delete(scratch["local.settings.json"]);
        await StillWorksAsync();
    }

    private Task<Ending> RunAsync(params string[] arguments) => WorkflowsProcess.RunAsync(scratch.FullPath, arguments);

    private Task<Ending> ReviewAsync(string folder, params string[] more) =>
        RunAsync(["run", "review", folder, "--hub", scratch["hub"], "--out", scratch["out"], .. more]);

    private async Task StillWorksAsync()
    {
        (await ReviewAsync(scratch["good"], "--id", $"after-{Stopwatch.GetTimestamp()}")).Succeeded();
        Assert.Equal(1, ReviewFile.Read(scratch["out"]).Files);
    }
}
