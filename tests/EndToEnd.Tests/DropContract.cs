using System.IO.Compression;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>
/// On every store: a file dropped beside a serving app becomes a report beside it, whatever it holds and whatever kills the app on the way.
/// </summary>
public abstract class DropContract : IDisposable
{
    private const int Kills = 8;
    private const int LatestKillMs = 1_200;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    // In pieces, because it has the form of a secret.
    private static readonly string Secret = "AKIA" + "QXRUN6XQ3J7T" + "V2LM";

    private readonly ScratchFolder scratch = new();

    /// <summary>The app's settings that name the store.</summary>
    protected abstract IReadOnlyDictionary<string, string> Store { get; }

    /// <summary>Where the app's hub is.</summary>
    protected string Hub => scratch["hub"];

    public void Dispose()
    {
        scratch.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the container of drops.</summary>
    protected abstract Task PrepareAsync();

    /// <summary>Drops a blob: one version of it.</summary>
    protected abstract Task PutAsync(string blob, byte[] content);

    /// <summary>A blob beside the drops; null while there is none.</summary>
    protected abstract Task<string?> FindAsync(string blob);

    /// <summary>How many results of batches there are.</summary>
    protected abstract Task<int> CountResultsAsync();

    [Fact]
    public async Task Drop_AnArchiveAndAFile_GetReportsThatNameWhatWasFound()
    {
        await PrepareAsync();
        using var dev = await DevServer.StartAsync(scratch, Store);
        await PutAsync("orders.zip", Archive(12));
        await PutAsync("notes.txt", System.Text.Encoding.UTF8.GetBytes($"# Notes\n\nThe key is {Secret}.\n"));

        foreach (var drop in new[] { "orders.zip", "notes.txt" })
        {
            var report = await ReportAsync(drop);
            Assert.Contains($"# Review of {drop}", report, StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, report, StringComparison.Ordinal);
            using var json = JsonDocument.Parse((await FindAsync(drop + ".report.json"))!);
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
        await PrepareAsync();
        await PutAsync("orders.zip", Archive(300));
        var settings = new Dictionary<string, string>(Store) { ["GpuHost__LeaseSeconds"] = "1", ["Host__QueueLease"] = "00:00:01", ["GpuHost__DequeuesMax"] = "1000" };
        for (var kill = 0; kill < Kills; kill++)
        {
            using var dev = await DevServer.StartAsync(scratch, settings);
            await dev.Process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(LatestKillMs)));
            dev.Process.Kill();
        }

        using var last = await DevServer.StartAsync(scratch, settings);
        Assert.Contains("# Review of orders.zip", await ReportAsync("orders.zip"), StringComparison.Ordinal);
        await EndedAsync(last, runs: 1);
        using var json = JsonDocument.Parse((await FindAsync("orders.zip.report.json"))!);
        Assert.Equal(301, json.RootElement.GetProperty("overview").GetProperty("files").GetInt32());
        Assert.Equal(1, await CountResultsAsync());
    }

    [Fact]
    public async Task Drop_AnArchiveOfBadMembers_GetsAReportOnTheRest()
    {
        await PrepareAsync();
        using var dev = await DevServer.StartAsync(scratch, Store);
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            string[] names = ["../escape.cs", "/absolute.cs", new string('n', 300) + ".cs", string.Concat(Enumerable.Repeat("deep/", 790)) + "x.cs", "both", "both/inner.cs", "good.cs"];
            foreach (var name in names)
                Write(zip, name, $"// key {Secret}\npublic sealed class {(char)('A' + Array.IndexOf(names, name))};\n");
            Write(zip, "damaged.cs", "public sealed class Damaged;\n");
        }

        var bytes = memory.ToArray();
        bytes[bytes.AsSpan().LastIndexOf("PK\x01\x02"u8) + 16] ^= 1;        // the last member's checksum
        await PutAsync("bad.zip", bytes);
        await PutAsync("cut.zip", bytes[..(bytes.Length / 2)]);
        Assert.Contains("good.cs", await ReportAsync("bad.zip"), StringComparison.Ordinal);
        Assert.Contains("damaged or cut short", await ReportAsync("cut.zip"), StringComparison.Ordinal);
        var report = (await FindAsync("bad.zip.report.json"))!;
        foreach (var words in new[] { "could lead elsewhere", "is absolute", "its checksum is not the one that the archive says" })
            Assert.Contains(words, report, StringComparison.Ordinal);
        await EndedAsync(dev, runs: 2);
        Assert.False(File.Exists(scratch["escape.cs"]) || File.Exists(scratch["hub/escape.cs"]));
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

    private async Task<string> ReportAsync(string drop)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await FindAsync(drop + ".report.md") is { } report)
                return report;
            await Task.Delay(50, limit.Token);
        }
    }
}
