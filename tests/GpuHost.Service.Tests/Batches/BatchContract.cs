using System.Text;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Rules;
using GpuHost.Health;
using GpuHost.Packs;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
using Workflows.Contracts.Batches;
using Workflows.Contracts.Files;

namespace GpuHost.Service.Tests.Batches;

/// <summary>What the file host promises on every store.</summary>
public abstract class BatchContract(StorageFixture fixture)
{
    [Theory]
    [InlineData(BatchSourceKind.Pack)]
    [InlineData(BatchSourceKind.Tar)]
    [InlineData(BatchSourceKind.Zip)]
    [InlineData(BatchSourceKind.Blobs)]
    [InlineData(BatchSourceKind.Folder)]
    public async Task Run_AnyKindOfSource_FindsWhatTheCoreFindsOnDisk(BatchSourceKind kind)
    {
        var files = Samples.Files(seed: 1);
        var folder = Path.Combine(fixture.Folder, "disk-" + kind);
        Samples.WriteTo(folder, files);
        await using var host = await HostUnderTest.StartAsync(fixture, new() { ["GpuHost:Roots:0"] = folder });

        var finished = await host.RunAsync(await SourceAsync(host, kind, files, folder));
        var records = await host.RecordsAsync(finished);

        Assert.Null(finished.Problem);
        Assert.Equal(("run", "event"), (finished.Run, finished.Event));
        Assert.Equal(Expected(folder, files.Keys), Ordered(records.Files));
        var bytes = files.Values.Sum(content => (long)content.Length);
        Assert.Equal((files.Count, 0L, bytes), (finished.Totals.Files, finished.Totals.Failed, finished.Totals.Bytes));
        Assert.True(finished.Totals.Findings >= 3);
        Assert.Contains(records.Files.SelectMany(file => file.Findings), found => found.File == "archive.zip!/inner/secret.txt");
    }

    [Fact]
    public async Task Run_ATarPackedWithGzip_IsOpened()
    {
        var files = Samples.Files(seed: 2, count: 5);
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.tgz", Samples.Gzip(Samples.Tar(files)));
        var finished = await host.RunAsync(host.Source(BatchSourceKind.Tar, "a.tgz"));
        Assert.Equal((null, (long)files.Count), (finished.Problem, finished.Totals.Files));
    }

    [Fact]
    public async Task Run_TheSameBatchAgain_GivesTheSameResultObject()
    {
        var files = Samples.Files(seed: 3, count: 5);
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.pack", PackTests.PackOf(files));
        var source = host.Source(BatchSourceKind.Pack, "a.pack");
        foreach (var id in new[] { null, "batch-1" })
        {
            var first = await host.RunAsync(source, id);
            var stored = await host.Results.FindAsync(first.Blob!);
            var text = await host.TextAsync(first);
            var second = await host.RunAsync(source, id);
            Assert.Equal(first, second);
            Assert.Equal(stored!.ETag, (await host.Results.FindAsync(first.Blob!))!.ETag);
            Assert.Equal(text, await host.TextAsync(second));
        }

        Assert.Equal(2, (await host.Results.ListAsync()).Blobs.Count);
        Assert.Equal((2L, 2L), (host.Metrics.Count(BatchEnd.Done), host.Metrics.Count(BatchEnd.Repeated)));
    }

    [Fact]
    public async Task Run_AfterTheResultsWereLost_MakesTheSameBytesAgain()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.zip", Samples.Zip(Samples.Files(seed: 4, count: 5)));
        var source = host.Source(BatchSourceKind.Zip, "a.zip");
        var first = await host.RunToTextAsync(source, "one");
        foreach (var blob in (await host.Results.ListAsync()).Blobs)
            await host.Results.DeleteAsync(blob.Name);
        Assert.Equal(first, await host.RunToTextAsync(source, "one"));
        Assert.True(host.Metrics.Count(GpuHost.Caching.CacheTier.Memory) > 0);      // the second time costs digests
    }

    [Fact]
    public async Task Run_PartsOfABlob_AreFilesOfTheirOwn()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var blob = await host.UploadAsync("all.txt", Encoding.ASCII.GetBytes("one\ntwo\nthree\n"));
        var finished = await host.RunAsync(host.Blobs(
            new BatchItem("all.txt") { Path = "one.txt", Length = 4 },
            new BatchItem("all.txt") { Path = "three.txt", Offset = 8, ETag = blob.ETag },
            new BatchItem("all.txt") { Path = "behind.txt", Offset = 99 },
            new BatchItem("all.txt") { Path = "old.txt", ETag = "0x8D0000000000000" },
            new BatchItem("gone.txt"),
            new BatchItem("all.txt") { Path = "../escape.txt" },
            new BatchItem("all.txt") { Path = "/etc/passwd" },
            new BatchItem("all.txt") { Path = new string('x', 5_000) },
            new BatchItem("all.txt")));
        var records = (await host.RecordsAsync(finished)).Files;
        Assert.Null(finished.Problem);
        Assert.Equal([4L, 6L], records.Take(2).Select(file => file.Size));
        Assert.Equal(1, records[1].Lines);
        foreach (var (index, words) in new[] { (2, "behind the end"), (3, "another version"), (4, "no blob 'gone.txt'"), (5, "'..'"), (6, "absolute"), (7, "4,096 bytes") })
            Assert.Contains(words, records[index].Error, StringComparison.Ordinal);
        Assert.Equal(("all.txt", 14L, null), (records[8].Path, records[8].Size, records[8].Error));
        Assert.Equal((9L, 6L), (finished.Totals.Files, finished.Totals.Failed));
    }

    [Fact]
    public async Task Run_SourcesThatAreNone_AreTheResultsProblem()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var files = Samples.Files(seed: 5, count: 5);
        var (pack, tar, zip) = (PackTests.PackOf(files), Samples.Tar(files), Samples.Zip(files));
        await host.UploadAsync("cut.pack", pack[..^100]);
        await host.UploadAsync("text.pack", "no pack"u8.ToArray());
        await host.UploadAsync("cut.tar", tar[..(tar.Length / 2)]);
        await host.UploadAsync("cut.tgz", Samples.Gzip(tar)[..^200]);
        await host.UploadAsync("cut.zip", zip[..(zip.Length / 2)]);
        await host.UploadAsync("text.tar", Encoding.ASCII.GetBytes(new string('x', 3_000)));
        foreach (var (kind, blob, words) in new[]
        {
            (BatchSourceKind.Pack, "cut.pack", nameof(PackProblem.CutShort)), (BatchSourceKind.Pack, "text.pack", nameof(PackProblem.NotAPack)),
            (BatchSourceKind.Pack, "none.pack", "There is no blob 'none.pack'"), (BatchSourceKind.Tar, "cut.tar", "damaged or cut short"),
            (BatchSourceKind.Tar, "cut.tgz", "damaged or cut short"), (BatchSourceKind.Zip, "cut.zip", "damaged or cut short"),
            (BatchSourceKind.Tar, "text.tar", "damaged or cut short"), (BatchSourceKind.Zip, "text.tar", "damaged or cut short"),
        })
        {
            var finished = await host.RunAsync(host.Source(kind, blob));
            Assert.Contains(words, finished.Problem, StringComparison.Ordinal);
            Assert.Equal(finished.Problem, (await host.RecordsAsync(finished)).Problem);
        }

        var elsewhere = await host.RunAsync(new BatchSource(BatchSourceKind.Pack) { Container = "no-such-container", Blob = "x" });
        Assert.Contains("in container 'no-such-container'", elsewhere.Problem, StringComparison.Ordinal);
        Assert.Contains("none of the folders", (await host.RunAsync(new BatchSource(BatchSourceKind.Folder) { Folder = "/etc" })).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_APackWithADamagedFile_NamesItAndGoesOn()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var pack = PackTests.PackOf(Samples.Files(seed: 6, count: 3));
        var entries = PackReader.Read(pack);
        var damaged = entries.First(entry => entry.Length > 10);
        pack[damaged.Offset + 5] ^= 1;
        await host.UploadAsync("a.pack", pack);
        var finished = await host.RunAsync(host.Source(BatchSourceKind.Pack, "a.pack"));
        Assert.Equal((entries.Count, 1L), (finished.Totals.Files, finished.Totals.Failed));
        Assert.Equal(damaged.Name, Assert.Single((await host.RecordsAsync(finished)).Files, file => file.Error is not null).Path);
    }

    [Theory]
    [InlineData("""{"version":1,"source":{"kind":"Pack"},"notify":{"run":"run","event":"event"}}""", "names a container")]
    [InlineData("""{"version":7,"source":{"kind":"Pack","container":"c","blob":"b"},"notify":{"run":"run","event":"event"}}""", "version is 7")]
    public async Task Run_AMalformedMessage_GoesToThePoisonQueueAndIsTold(string body, string reason)
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var finished = await host.RunAsync(Encoding.UTF8.GetBytes(body));
        Assert.Contains(reason, finished.Problem, StringComparison.Ordinal);
        Assert.Null(finished.Blob);
        using var letter = JsonDocument.Parse((await HostUnderTest.TakeAsync(host.Poison)).Body);
        Assert.Contains(reason, letter.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(body, letter.RootElement.GetProperty("message").GetString());
        Assert.Equal(0, (await host.Queue.CountAsync()).Messages);
    }

    [Fact]
    public async Task Run_AMessageThatIsNoText_GoesToThePoisonQueue()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        foreach (var body in new[] { "hello", new string('x', 60_000), "AAECAwQF/////w==" })
        {
            await host.SendAsync(Encoding.ASCII.GetBytes(body));
            using var letter = JsonDocument.Parse((await HostUnderTest.TakeAsync(host.Poison)).Body);
            Assert.Contains("JSON", letter.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
            Assert.Equal(body.Length > 50_000, letter.RootElement.TryGetProperty("cutFromBytes", out _));
        }
    }

    [Fact]
    public async Task Run_AnIdThatStandsForAnotherBatch_IsRefused()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.txt", "a"u8.ToArray());
        await host.UploadAsync("b.txt", "b"u8.ToArray());
        Assert.Null((await host.RunAsync(host.Blobs(new BatchItem("a.txt")), "same")).Problem);
        Assert.Contains("used for another batch", (await host.RunAsync(host.Blobs(new BatchItem("b.txt")), "same")).Problem, StringComparison.Ordinal);
        Assert.Contains("used for another batch", Encoding.UTF8.GetString((await HostUnderTest.TakeAsync(host.Poison)).Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WithoutTheContainerOfResults_MakesIt()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.txt", "a"u8.ToArray());
        await host.RunAsync(host.Blobs(new BatchItem("a.txt")));
        await host.Results.DeleteContainerAsync();
        await host.UploadAsync("b.txt", "b"u8.ToArray());
        var finished = await host.RunAsync(host.Blobs(new BatchItem("b.txt")));
        Assert.Equal(1, (await host.RecordsAsync(finished)).Totals.Files);
    }

    [Fact]
    public async Task Run_FilesLargerThanTheArena_AreStreamed()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var large = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1_500_000).Select(line => $"{line} line\n"))[..(PackFormat.BytesMax + 5_000)]);
        Encoding.ASCII.GetBytes($" {Samples.Secret} ").CopyTo(large, PackFormat.BytesMax - 7);
        var zip = Samples.Zip([new("in.txt", Encoding.ASCII.GetBytes($"k {Samples.Secret} e")), new("noise.bin", Noise(PackFormat.BytesMax + 1_000))]);
        await host.UploadAsync("small.txt", "s"u8.ToArray());
        await host.UploadAsync("large.txt", large);
        await host.UploadAsync("large.zip", zip);
        var work = new BatchWork { Tokens = false };
        var finished = await host.RunAsync(host.Blobs(new("small.txt"), new("large.txt"), new("small.txt"), new("large.zip")), work: work);
        var records = (await host.RecordsAsync(finished)).Files;
        Assert.Equal(["small.txt", "large.txt", "small.txt", "large.zip"], records.Select(file => file.Path));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(large)), records[1].Sha256);
        Assert.Contains(records[1].Findings, found => found.Offset == PackFormat.BytesMax - 6);
        Assert.Contains(records[3].Findings, found => found.File == "large.zip!/in.txt");
        var again = await host.RunAsync(host.Source(BatchSourceKind.Zip, "large.zip"), work: work);
        Assert.Equal([null, null], (await host.RecordsAsync(again)).Files.Select(file => file.Error));
    }

    [Fact]
    public async Task Submit_AFolder_ComesBackAsRecordsAndLeavesNoPack()
    {
        var files = Samples.Files(seed: 8, count: 10);
        files["large.bin"] = Noise(PackFormat.BytesMax);
        var folder = Path.Combine(fixture.Folder, "submit");
        Samples.WriteTo(folder, files);
        await using var host = await HostUnderTest.StartAsync(fixture);
        var request = new BatchRequest("key", "run") { Folder = folder, Paths = [.. files.Keys, "gone.txt", "../x"] };

        var sent = await host.Batches.SubmitAsync(request, CancellationToken.None);
        var again = await host.Batches.SubmitAsync(request, CancellationToken.None);

        Assert.Equal(sent.Tickets, again.Tickets);
        Assert.Equal(["gone.txt", "../x"], sent.Skipped.Select(path => path.Path));
        Assert.Equal(2, sent.Tickets.Count);
        var finished = new Dictionary<string, BatchFinished>(StringComparer.Ordinal);
        for (var told = 0; told < 4; told++)
        {
            var one = await host.FinishedAsync();
            Assert.True(finished.TryAdd(one.Batch, one) || finished[one.Batch] == one, "A batch has two results.");
        }

        Assert.Equal(sent.Tickets.Select(ticket => (ticket.Batch, ticket.Event)).Order(), finished.Values.Select(one => (one.Batch, one.Event!)).Order());
        var records = new List<FileRecord>();
        foreach (var one in finished.Values)
            records.AddRange((await host.RecordsAsync(one)).Files);
        Assert.Equal(Expected(folder, files.Keys), Ordered(records));
        Assert.Equal(2, (await host.Results.ListAsync()).Blobs.Count);
        await host.StopAsync();
        Assert.Empty((await host.Account.Container(host.Results.Name.Replace("-results", "-packs", StringComparison.Ordinal)).ListAsync()).Blobs);
    }

    [Fact]
    public async Task Submit_WhatIsThere_IsSentAsItIs()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.zip", Samples.Zip(Samples.Files(seed: 9, count: 2)));
        var sent = await host.Batches.SubmitAsync(new BatchRequest("k", "run") { Source = host.Source(BatchSourceKind.Zip, "a.zip") }, CancellationToken.None);
        Assert.Equal(Assert.Single(sent.Tickets).Event, (await host.FinishedAsync()).Event);
        Assert.Contains("no full path", (await host.Batches.SubmitAsync(new BatchRequest("k", "run") { Folder = "x" }, CancellationToken.None)).Problem!, StringComparison.Ordinal);
    }

    private static byte[] Noise(int bytes)
    {
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static async Task<BatchSource> SourceAsync(HostUnderTest host, BatchSourceKind kind, Dictionary<string, byte[]> files, string folder)
    {
        switch (kind)
        {
            case BatchSourceKind.Folder:
                return new BatchSource(kind) { Folder = folder };
            case BatchSourceKind.Blobs:
                foreach (var (name, content) in files)
                    await host.UploadAsync(name, content);
                return host.Blobs([.. files.Keys.Select(name => new BatchItem(name))]);
            default:
                var bytes = kind == BatchSourceKind.Pack ? PackTests.PackOf(files) : kind == BatchSourceKind.Tar ? Samples.Tar(files) : Samples.Zip(files);
                await host.UploadAsync("batch", bytes);
                return host.Source(kind, "batch");
        }
    }

    private static string[] Expected(string folder, IEnumerable<string> paths)
    {
        using var core = new FileCore(new FileCoreOptions { OpenContainers = true }, RuleSet.BuiltIn);
        return Ordered(core.Process(new FileBatch(folder, [.. paths]), CancellationToken.None).Files);
    }

    private static string[] Ordered(IEnumerable<FileRecord> files) =>
        [.. files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file => JsonSerializer.Serialize(file))];
}
