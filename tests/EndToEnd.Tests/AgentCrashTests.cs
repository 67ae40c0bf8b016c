using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary>kill -9 of an agent at work: what its tools did is done once, what it was told stays told.</summary>
public sealed class AgentCrashTests : IDisposable
{
    private const int Calls = 20;

    private readonly ScratchFolder scratch = new();

    public AgentCrashTests()
    {
        Directory.CreateDirectory(scratch["files"]);
        scratch.Write("agents/clerk.yaml", "name: clerk\ninstructions: Write what you are told.\ntools: [files_write]\nlimits: { steps: 30, toolCalls: 30 }\n");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Agent_KilledInTheMiddleOfTwentyCalls_MakesEachOfThemOnce()
    {
        var (held, left) = (new HashSet<int>(), new HashSet<int> { 3, 8, 9, 15, 19 });
        await using var model = await ModelServer.StartAsync(request =>
        {
            var done = ResultsIn(request).Count;
            lock (left)
            {
                if (left.Remove(done) && held.Add(done))
                    return ModelReply.Silence();        // the process is killed while it waits here
            }

            return done == Calls ? ModelReply.Text("All is written.")
                : ModelReply.Tool($"call{done}", "files_write", JsonSerializer.Serialize(new { path = $"{done}.txt", text = $"number {done}" }));
        });
        for (var kill = 0; kill < 5; kill++)
        {
            using var process = WorkflowsProcess.Start(scratch.FullPath, Settings(model), Command());
            await HeldAsync(held, kill + 1, process);
            process.Kill();
        }

        var end = await WorkflowsProcess.RunAsync(scratch.FullPath, Settings(model), Command());

        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        Assert.Contains("All is written.", end.Output, StringComparison.Ordinal);
        for (var i = 0; i < Calls; i++)
            Assert.Equal($"number {i}", scratch.ReadText($"files/{i}.txt"));
        var results = ResultsIn(model.Requests[^1]);
        Assert.Equal(Calls, results.Count);
        Assert.All(results, result => Assert.DoesNotContain("error=", result, StringComparison.Ordinal));      // a second writing would be refused
    }

    [Fact]
    public async Task Inbox_OfAKilledRun_TakesTheApprovalAndTheCallIsMadeOnce()
    {
        await using var model = await ModelServer.StartAsync(
            ModelReply.Tool("w", "files_write", """{"path":"asked.txt","text":"with leave"}"""), ModelReply.Text("It is written."));
        var settings = Settings(model);
        settings.Remove("Tools__Allow__0");
        using (var process = WorkflowsProcess.Start(scratch.FullPath, settings, Command()))
        {
            await AuditAsync("asked", process);
            process.Kill();
        }

        var shown = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "inbox", "--json", "--hub", scratch["hub"]);
        Assert.True(shown.ExitCode == 0, shown.Output + shown.Error);
        var item = Assert.Single(JsonDocument.Parse(shown.Output).RootElement.EnumerateArray()).GetProperty("id").GetString()!;
        var wrong = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "answer", item, "--text", "yes", "--hub", scratch["hub"]);
        Assert.Equal(3, wrong.ExitCode);
        var approved = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "approve", item, "--by", "ann", "--hub", scratch["hub"]);
        Assert.True(approved.ExitCode == 0, approved.Output + approved.Error);
        Assert.Contains("asked.txt", approved.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(scratch["files/asked.txt"]));

        var end = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, Command());
        Assert.True(end.ExitCode == 0, end.Output + end.Error);
        Assert.Equal("with leave", scratch.ReadText("files/asked.txt"));
        Assert.Contains("\"approved\",\"who\":\"ann\"", scratch.ReadText("hub/audit.jsonl"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_AcrossAKillAndAReconnect_HasNoGapAndNoDuplicate()
    {
        var killed = false;
        await using var model = await ModelServer.StartAsync(request =>
            ResultsIn(request).Count == 0 ? ModelReply.Tool("w", "files_write", """{"path":"s.txt","text":"streamed"}""")
            : Volatile.Read(ref killed) ? ModelReply.Text("and that is the end of it") : ModelReply.Silence());
        var seen = new List<(long Id, string Event)>();
        using (var dev = await DevServer.StartAsync(scratch, Settings(model)))
        {
            Assert.Equal(System.Net.HttpStatusCode.Accepted, (await dev.PostAsync("/api/workflows/agent?id=s", Input())).Status);
            await SseReader.ReadAsync(dev.Address, "s", seen, stop: entry => entry.Event == "toolresult");
            dev.Process.Kill();
            Volatile.Write(ref killed, true);
        }

        using (var dev = await DevServer.StartAsync(scratch, Settings(model)))
        {
            await dev.WaitAsync("s", "Completed");
            await SseReader.ReadAsync(dev.Address, "s", seen, stop: entry => entry.Event == "text");
            await SseReader.ReadAsync(dev.Address, "s", seen, stop: entry => entry.Event == "ended");
        }

        Assert.Equal(Enumerable.Range(1, seen.Count - 1).Select(id => (long)id), seen.SkipLast(1).Select(entry => entry.Id));
        Assert.Single(seen, entry => entry.Event == "toolcall");
        Assert.Single(seen, entry => entry.Event == "toolresult");
        var tail = await WorkflowsProcess.RunAsync(scratch.FullPath, "tail", "s", "--follow", "--hub", scratch["hub"]);
        Assert.Contains("clerk: and that is the end of it", tail.Output, StringComparison.Ordinal);
    }

    private string[] Command() => ["run", "agent", Input(), "--id", "clerk-1", "--resume", "--hub", scratch["hub"]];

    private static string Input() => """{"agent":"clerk","task":"Write twenty files."}""";

    private Dictionary<string, string> Settings(ModelServer model) => new()
    {
        ["Models__Default"] = $"compatible:test@{model.Address}/v1",
        ["Agents__Folder"] = scratch["agents"],
        ["Tools__Roots__0"] = scratch["files"],
        ["Tools__Allow__0"] = "files_write",
        ["Tools__DataFolder"] = scratch["hub/tools"],
    };

    private static async Task HeldAsync(HashSet<int> held, int count, WorkflowsProcess process)
    {
        for (var waited = 0; ; waited++)
        {
            lock (held)
            {
                if (held.Count >= count)
                    return;
            }

            Assert.True(waited < 6_000 && !await process.EndsWithinAsync(TimeSpan.FromMilliseconds(20)), process.Output + process.Error);
        }
    }

    private async Task AuditAsync(string what, WorkflowsProcess process)
    {
        var path = scratch["hub/audit.jsonl"];
        for (var waited = 0; !File.Exists(path) || !(await ReadSharedAsync(path)).Contains($"\"what\":\"{what}\"", StringComparison.Ordinal); waited++)
            Assert.True(waited < 6_000 && !await process.EndsWithinAsync(TimeSpan.FromMilliseconds(20)), process.Output + process.Error);
    }

    private static async Task<string> ReadSharedAsync(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await file.ReadToEndAsync();
    }

    private static List<string> ResultsIn(ModelRequest request) =>
        [.. request.Messages.Where(message => message.GetProperty("role").GetString() == "tool").Select(message => message.GetRawText())];
}
