using System.IO.Compression;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>A file dropped beside a serving app becomes a report beside it, whatever kills the app on the way.</summary>
public sealed class DropTests : IDisposable
{
    private const int Kills = 8;
    private const int LatestKillMs = 1_200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // In pieces, because it has the form of a secret.
    private static readonly string Secret = "AKIA" + "QXRUN6XQ3J7T" + "V2LM";

    private readonly ScratchFolder scratch = new();

    private string Drops => scratch["hub/storage/blobs/drops"];

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Drop_AnArchiveAndAFile_GetReportsThatNameWhatWasFound()
    {
        using var dev = await DevServer.StartAsync(scratch);
        Directory.CreateDirectory(Drops);
        Put("orders.zip", Archive(12));
        Put("notes.txt", System.Text.Encoding.UTF8.GetBytes($"# Notes\n\nThe key is {Secret}.\n"));

        foreach (var drop in new[] { "orders.zip", "notes.txt" })
        {
            var report = await ReportAsync(drop);
            Assert.Contains($"# Review of {drop}", report, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, report, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Drops, drop + ".report.json")));
            Assert.Contains(json.RootElement.GetProperty("findings").EnumerateArray(), found => found.GetProperty("rule").GetString() == "aws-key");
            Assert.NotEmpty(json.RootElement.GetProperty("groups").EnumerateArray());
        }

        await EndedAsync(dev, runs: 2);
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch["hub/drops"]));
    }

    [Fact]
    public async Task Drop_WhileTheAppIsKilledAgainAndAgain_HasOneRunAndOneReport()
    {
        var random = new Random(20261130);
        Directory.CreateDirectory(Drops);
        Put("orders.zip", Archive(300));
        var settings = new Dictionary<string, string> { ["GpuHost__LeaseSeconds"] = "1", ["Host__QueueLease"] = "00:00:01", ["GpuHost__DequeuesMax"] = "1000" };
        for (var kill = 0; kill < Kills; kill++)
        {
            using var dev = await DevServer.StartAsync(scratch, settings);
            await dev.Process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(LatestKillMs)));
            dev.Process.Kill();
        }

        using var last = await DevServer.StartAsync(scratch, settings);
        Assert.Contains("# Review of orders.zip", await ReportAsync("orders.zip"), StringComparison.Ordinal);
        await EndedAsync(last, runs: 1);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Drops, "orders.zip.report.json")));
        Assert.Equal(301, json.RootElement.GetProperty("overview").GetProperty("files").GetInt32());
        Assert.Single(Directory.EnumerateFiles(scratch["hub/storage/blobs/file-results"], "*", SearchOption.AllDirectories));
    }

    private static byte[] Archive(int files)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var index = 0; index < files; index++)
                Write(zip, $"src/part{index % 3}/Order{index}.cs", $"namespace Orders;\n\n// TODO: retry {index}\npublic sealed class Order{index};\n");
            Write(zip, "config/keys.env", $"KEY={Secret}\n");
        }

        return memory.ToArray();
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var entry = new StreamWriter(zip.CreateEntry(name).Open());
        entry.Write(text);
    }

    private static async Task EndedAsync(DevServer dev, int runs)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var answer = await dev.GetAsync("/runtime/webhooks/durabletask/instances?instanceIdPrefix=drop-");
            var states = answer.Json.EnumerateArray().Select(run => run.GetProperty("runtimeStatus").GetString()).ToList();
            Assert.Equal(runs, states.Count);
            if (states.TrueForAll(state => state == "Completed"))
                return;
            await Task.Delay(50, limit.Token);
        }
    }

    // Moved in, so that there is one version.
    private void Put(string name, byte[] content)
    {
        scratch.Write("staged", content);
        File.Move(scratch["staged"], Path.Combine(Drops, name));
    }

    private async Task<string> ReportAsync(string drop)
    {
        using var limit = new CancellationTokenSource(Patience);
        var path = Path.Combine(Drops, drop + ".report.md");
        while (!File.Exists(path))
            await Task.Delay(50, limit.Token);
        return await File.ReadAllTextAsync(path);
    }
}
