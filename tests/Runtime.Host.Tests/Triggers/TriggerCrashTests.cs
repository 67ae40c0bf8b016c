using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Host.Tests.Support;
using Runtime.Storage.Tests.Support;
using Workflows.Storage;
using TempFolder = Runtime.Host.Tests.Support.TempFolder;

namespace Runtime.Host.Tests.Triggers;

/// <summary>
/// A host is killed at random points while blobs and messages come in, again and again, on the embedded storage and on a real Azurite. What docs/triggers.md
/// promises is looked for in what the killed processes noted: nothing is lost; what has its receipt never runs again; what runs again was under way.
/// </summary>
[Collection(AzuriteCollection.Name)]
public sealed class TriggerCrashTests(AzuriteFixture azurite) : IDisposable
{
    private const int Kills = 6;
    private const int MessagesAtOnce = 8 + (3 * 16);                            // extensions.queues: those that run, and two batches being deleted
    private const int BlobsAtOnce = 12;
    private const int PoisonBlobThreshold = 5;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false, 20_261)]
    [InlineData(false, 4)]
    [InlineData(true, 77)]
    public async Task Kill_AtRandomPoints_LosesNothingAndRepeatsOnlyWhatWasUnderWay(bool onAzurite, int seed)
    {
        WriteHostJson(poisonBlobThreshold: 100);                                // nothing is to be given up for being met by many kills
        var lives = new CrashLives(folder.Path, onAzurite ? azurite.Connection : null);
        var random = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            var (life, enough) = (kill, random.Next(1, 5 * CrashHost.PutsPerLife));      // of some six lines for each thing put in
            await lives.LiveUntilAsync(lines => lines.Count(line => line.Life == life) < enough ? $"{enough} lines" : null);
        }
        await lives.LiveUntilAsync(Missing);

        var lines = lives.ReadLines();
        await AssertNothingIsLostAsync(lines, onAzurite);
        AssertReceiptsHold(lines, lives);
        AssertOnlyRunningMessagesCameAgain(lines);
    }

    [Fact]
    public async Task Kill_ByTheSameBlobFiveTimes_GivesTheBlobUpAndKeepsTheHost()
    {
        WriteHostJson(PoisonBlobThreshold);
        var lives = new CrashLives(folder.Path, connection: null);
        await using (var accounts = OpenEmbedded())
        {
            var container = (await accounts.GetAsync()).Container("crash");
            await container.CreateAsync();
            using var content = new MemoryStream("deadly"u8.ToArray(), writable: false);
            await container.UploadAsync("deadly", content);
        }

        for (var i = 0; i < PoisonBlobThreshold; i++)
            await lives.LiveUntilDeathAsync();
        await lives.LiveUntilAsync(lines => lines.Any(line => line.What == "fed") ? null : "what it feeds");

        Assert.Equal(PoisonBlobThreshold, lives.ReadLines().Count(line => line is { What: "blob-began", Name: "deadly" }));
        await using var after = OpenEmbedded();
        Assert.Single(await (await after.GetAsync()).Queue("webjobs-blobtrigger-poison").PeekAsync(32));
    }

    private static string? Missing(IReadOnlyList<CrashLine> lines)
    {
        if (!lines.Any(line => line is { Life: Kills, What: "fed" }))
            return "what it feeds";
        var messages = lines.Where(line => line.What == "message-ended").Select(line => line.Name).ToHashSet(StringComparer.Ordinal);
        var blobs = lines.Where(line => line.What == "blob-ended").Select(line => (line.Name, line.Version)).ToHashSet();
        var confirmed = lines.Where(line => line.What == "blob-put").Select(line => (line.Name, line.Version)).ToHashSet();
        // Stored, and killed before that was said.
        var unconfirmed = blobs.Where(blob => !confirmed.Contains(blob)).Select(blob => blob.Name).ToHashSet(StringComparer.Ordinal);
        var lost = lines.Where(line => line.What == "message-put" && !messages.Contains(line.Name))
            .Concat(lines.Where(line => line.What == "blob-put").GroupBy(line => line.Name).Select(versions => versions.Last())
                .Where(line => !blobs.Contains((line.Name, line.Version)) && !unconfirmed.Contains(line.Name)))
            .Select(line => $"{line}").ToList();
        return lost.Count == 0 ? null : $"{lost.Count} ends: {string.Join(' ', lost.Take(5))}";
    }

    /// <summary>What the store holds in the end has run to its end, and what the store had confirmed is in it, or a later version of it.</summary>
    private async Task AssertNothingIsLostAsync(IReadOnlyList<CrashLine> lines, bool onAzurite)
    {
        var ended = lines.Where(line => line.What == "blob-ended").Select(line => (line.Name, line.Version)).ToHashSet();
        await using var embedded = onAzurite ? null : OpenEmbedded();
        var account = embedded is null ? azurite.Account : await embedded.GetAsync();
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        for (string? next = null; ;)
        {
            var page = await account.Container("crash").ListAsync(prefix: null, next);
            foreach (var blob in page.Blobs)
                stored[blob.Name] = blob.ETag;
            if ((next = page.Continuation) is null)
                break;
        }
        Assert.All(stored, blob => Assert.Contains((blob.Key, blob.Value), ended));
        Assert.All(lines.Where(line => line.What == "blob-put"), line => Assert.Contains(line.Name, stored.Keys));
        Assert.InRange(stored.Count, 1 + (CrashHost.PutsPerLife / 2), int.MaxValue);
    }

    private static void AssertReceiptsHold(IReadOnlyList<CrashLine> lines, CrashLives lives)
    {
        var ended = new HashSet<(string, string)>();
        var overwritten = Overwritten(lines);
        for (var life = 0; life <= Kills; life++)
        {
            var began = lines.Where(line => line.Life == life && line.What == "blob-began").Select(line => (line.Name, line.Version)).ToList();
            ended.UnionWith(lines.Where(line => line.Life == life && line.What == "blob-ended").Select(line => (line.Name, line.Version)));
            Assert.Equal(began.Count, began.Distinct().Count());                                          // once in each process
            Assert.All(lives.Receipts[life].Except(overwritten), done => Assert.Contains(done, ended));   // no receipt without an end
            if (life > 0)
                Assert.DoesNotContain(began, blob => lives.Receipts[life - 1].Contains(blob));            // never again after its receipt
            var latest = began.GroupBy(blob => blob.Name).Select(versions => versions.Last());            // an older one has no receipt left
            Assert.InRange(latest.Count(blob => !lives.Receipts[life].Contains(blob)), 0, BlobsAtOnce);   // what a kill can repeat
        }
    }

    // Whichever of these was gone when it was to be read has its receipt without having run.
    private static HashSet<(string Name, string Version)> Overwritten(IReadOnlyList<CrashLine> lines) =>
    [
        .. lines.Where(line => line.What.StartsWith("blob-", StringComparison.Ordinal)).GroupBy(line => line.Name)
            .SelectMany(blob => blob.Select(line => (line.Name, line.Version)).Distinct().SkipLast(1)),
    ];

    private static void AssertOnlyRunningMessagesCameAgain(IReadOnlyList<CrashLine> lines)
    {
        var ended = lines.Where(line => line.What == "message-ended").ToList();
        Assert.Equal(ended.Count, ended.DistinctBy(line => (line.Life, line.Name)).Count());              // once in each process
        var again = lines.Where(line => line.What == "message-began").GroupBy(line => line.Name).Sum(runs => runs.Count() - 1);
        Assert.InRange(again, 0, Kills * MessagesAtOnce);
    }

    private void WriteHostJson(int poisonBlobThreshold) => folder.Write("host.json", $$"""
        {
          "version": "2.0",
          "extensions": {
            "queues": { "maxDequeueCount": 100, "maxPollingInterval": "00:00:00.2" },
            "blobs": { "poisonBlobThreshold": {{poisonBlobThreshold}}, "maxDegreeOfParallelism": {{BlobsAtOnce}} }
          }
        }
        """);

    private StorageAccounts OpenEmbedded() => new(
        new StorageOptions { DataFolder = folder.Path }, new ConfigurationBuilder().Build(), TimeProvider.System, NullLoggerFactory.Instance);
}
