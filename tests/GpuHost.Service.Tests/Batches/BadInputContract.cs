using System.Buffers.Binary;
using System.Diagnostics;
using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using GpuHost.Core.Intake;
using GpuHost.Health;
using GpuHost.Packs;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
using GpuHost.Tests.Fuzz;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Batches;

/// <summary>On every store: each bad input is named in the result or in the poison queue, and the batch goes on.</summary>
public abstract class BadInputContract(StorageFixture fixture)
{
    private static readonly byte[] Small = Encoding.ASCII.GetBytes($"k {Samples.Secret} e\n");

    [Fact]
    public async Task Run_ZipMembersThatAreDamaged_NamesThemAndGoesOn()
    {
        var large = new byte[PackFormat.BytesMax + 1_000];
        new Random(2).NextBytes(large);
        var zip = Samples.Zip([new("good.txt", Small), new("sum.txt", Small), new("large.bin", large), new("size.txt", Small), new("last.txt", Small)]);
        Change(zip, 1, at: 16);
        Change(zip, 2, at: 16);
        Change(zip, 3, at: 24);
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.zip", zip);
        var finished = await host.RunAsync(host.Source(BatchSourceKind.Zip, "a.zip"), work: new BatchWork { Tokens = false });
        var files = (await host.RecordsAsync(finished)).Files;
        Assert.Equal((null, 5L, 3L), (finished.Problem, finished.Totals.Files, finished.Totals.Failed));
        Assert.Equal(["good.txt", "sum.txt", "large.bin", "size.txt", "last.txt"], files.Select(file => file.Path));
        Assert.All(files.Where(file => file.Error is null), file => Assert.Single(file.Findings));
        Assert.Equal("It is damaged or cut short: its checksum is not the one that the archive says.", files[1].Error);
        Assert.Equal(files[1].Error, files[2].Error);
        Assert.Contains("the archive says", files[3].Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BatchSourceKind.Zip)]
    [InlineData(BatchSourceKind.Tar)]
    [InlineData(BatchSourceKind.Pack)]
    public async Task Run_NamesThatLeadElsewhere_AreNamedAndTheRestGoesOn(BatchSourceKind kind)
    {
        var long4000 = string.Concat(Enumerable.Repeat("deep/", 799)) + "x.txt";
        string[] bad = ["../up.txt", "/etc/absolute", "a/../../up", "C:/windows", "control\u0007"];
        var files = bad.Append(long4000).Append("good.txt").Order(StringComparer.Ordinal).ToDictionary(name => name, _ => Small);
        var bytes = kind == BatchSourceKind.Zip ? Samples.Zip(files) : kind == BatchSourceKind.Tar ? Samples.Tar(files) : PackTests.PackOf(files);
        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a", bytes);
        var finished = await host.RunAsync(host.Source(kind, "a"));
        var records = (await host.RecordsAsync(finished)).Files.ToDictionary(file => file.Path, file => file.Error);
        Assert.Equal((null, 7L, 5L), (finished.Problem, finished.Totals.Files, finished.Totals.Failed));
        Assert.Equal((null, null), (records["good.txt"], records[long4000]));
        Assert.Equal(2, records.Values.Count(error => error?.Contains("'..'", StringComparison.Ordinal) == true));
        Assert.Equal(2, records.Values.Count(error => error?.Contains("absolute", StringComparison.Ordinal) == true));
        Assert.Contains("control characters", records["control\uFFFD"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_AZipOfMoreMembersThanItsMemoryAllows_IsRefused()
    {
        await using var host = await HostUnderTest.StartAsync(fixture, new() { ["GpuHost:FilesPerBatchMax"] = "100" });
        await host.UploadAsync("few.zip", Samples.ZipOfNothing(70_000));
        var few = await host.RunAsync(host.Source(BatchSourceKind.Zip, "few.zip"));
        Assert.Equal((null, 100L, 69_900L), (few.Problem, few.Totals.Files, few.Totals.LeftOut));
        await host.UploadAsync("many.zip", Samples.ZipOfNothing(260_000));
        var many = await host.RunAsync(host.Source(BatchSourceKind.Zip, "many.zip"));
        Assert.Contains("more than 250,000 members", many.Problem, StringComparison.Ordinal);
        Assert.Equal(0, many.Totals.Files);
    }

    [Fact]
    public async Task Run_AnArchiveOfNothingButHeaders_IsABombAllTheSame()
    {
        using var memory = new MemoryStream();
        await using (var tar = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var link = 0; link < 5_000; link++)
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.SymbolicLink, $"link{link}") { LinkName = "target" });
        }

        await using var host = await HostUnderTest.StartAsync(fixture, new() { ["GpuHost:UnpackedBytesMax"] = "1000000" });
        await host.UploadAsync("a.tgz", Samples.Gzip(memory.ToArray()));
        var finished = await host.RunAsync(host.Source(BatchSourceKind.Tar, "a.tgz"));
        Assert.Contains("more than 1,000,000 bytes", finished.Problem, StringComparison.Ordinal);
        Assert.InRange(finished.Totals.Files, 1, 2_000);
        Assert.Equal(finished.Totals.Files, finished.Totals.Failed);
    }

    [Fact]
    public async Task Run_AnyDamagedSource_EndsWithAResult()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var files = Samples.Files(seed: 12, count: 3);
        files.Remove("large.log");
        var good = new Dictionary<BatchSourceKind, byte[]>
        {
            [BatchSourceKind.Zip] = Samples.Zip(files), [BatchSourceKind.Tar] = Samples.Tar(files), [BatchSourceKind.Pack] = PackTests.PackOf(files),
        };
        var number = 0;
        await Rounds.RunAsync(12, async random =>
        {
            var kind = good.Keys.ElementAt(random.Next(good.Count));
            var bytes = kind == BatchSourceKind.Tar && random.Next(2) == 0 ? Samples.Gzip(good[kind]) : good[kind];
            await host.UploadAsync($"{++number}", Mutations.Of(bytes, good[BatchSourceKind.Zip], random));
            var finished = await host.RunAsync(host.Source(kind, $"{number}"));
            Assert.True(finished.Blob is not null, finished.Problem);
            Assert.Equal(finished.Totals.Files, (await host.RecordsAsync(finished)).Files.Count);
        });
        Assert.Equal(0, host.Metrics.Count(BatchEnd.Poisoned) + host.Metrics.Count(BatchEnd.Failed));
    }

    [Fact]
    public async Task Run_AFolderOfOddEntries_NamesThemAndGoesOn()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Path.Combine(fixture.Folder, "odd");
        Samples.WriteTo(folder, [new("a.txt", Small), new("z.txt", Small), new("empty", [])]);
        foreach (var name in new[] { "pipe", "sub-pipe" })
        {
            using var make = Process.Start("mkfifo", Path.Combine(folder, name));
            await make.WaitForExitAsync();
        }

        File.CreateSymbolicLink(Path.Combine(folder, "out"), "/etc/passwd");
        File.CreateSymbolicLink(Path.Combine(folder, "broken"), "nowhere");
        await using var host = await HostUnderTest.StartAsync(fixture, new() { ["GpuHost:Roots:0"] = folder });
        var whole = await host.RecordsAsync(await host.RunAsync(new BatchSource(BatchSourceKind.Folder) { Folder = folder }));
        var errors = whole.Files.ToDictionary(file => file.Path, file => file.Error ?? "");
        Assert.Equal(["a.txt", "broken", "empty", "out", "pipe", "sub-pipe", "z.txt"], errors.Keys);
        Assert.Equal([FileFault.LinkBroken, FileFault.LinkOutside], new[] { errors["broken"], errors["out"] });
        Assert.Contains("pipe, which is never opened", errors["sub-pipe"], StringComparison.Ordinal);

        string[] paths = ["a.txt", "gone", "../x", "/etc/passwd", "pipe", "bad\uFFFD", new('n', 4_000), "z.txt"];
        var named = await host.RecordsAsync(await host.RunAsync(new BatchSource(BatchSourceKind.Folder) { Folder = folder, Paths = paths }));
        Assert.Equal(8, named.Totals.Files);
        Assert.Equal([true, false, false, false, false, false, false, true], named.Files.Select(file => file.Error is null));
        Assert.Equal([FileFault.Missing, FileFault.NameNotText, FileFault.NameTooLong], new[] { 1, 5, 6 }.Select(index => named.Files[index].Error));
    }

    [Fact]
    public async Task Run_ManyFilesThatCannotBeRead_AllHaveTheirLines()
    {
        var folder = Path.Combine(fixture.Folder, "many");
        Samples.WriteTo(folder, [new("a.txt", Small)]);
        using var memory = new MemoryStream();
        await using (var tar = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true))
        {
            for (var link = 0; link < 45_000; link++)       // more than a batch keeps in memory
                await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.SymbolicLink, $"l{link}") { LinkName = "t" });
        }

        await using var host = await HostUnderTest.StartAsync(fixture);
        await host.UploadAsync("a.tgz", Samples.Gzip(memory.ToArray()));
        var finished = await host.RunAsync(host.Source(BatchSourceKind.Tar, "a.tgz"));
        Assert.Equal((null, 45_000L, 45_000L), (finished.Problem, finished.Totals.Files, finished.Totals.Failed));
    }

    [Fact]
    public async Task Run_AMessageOfHalfCharacters_GoesToThePoisonQueue()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        foreach (var body in new[] { """{"version":1,"id":"\ud800"}""", """{"\ud800":1,"notify":{"run":"run","event":"event"}}""", """{"version":1,"notify":{"run":"\udc00","event":"e"}}""" })
        {
            await host.SendAsync(Encoding.ASCII.GetBytes(body));
            using var letter = JsonDocument.Parse((await HostUnderTest.TakeAsync(host.Poison)).Body);
            Assert.Equal(body, letter.RootElement.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Run_WhileTheContainerOfResultsIsRemoved_LosesNothing()
    {
        await using var host = await HostUnderTest.StartAsync(fixture);
        var source = host.Source(BatchSourceKind.Zip, "a.zip");
        await host.UploadAsync("a.zip", Samples.Zip(Samples.Files(seed: 13, count: 400)));
        await host.RunAsync(source, "first");
        var inMidBatch = 0;
        for (var round = 0; round < 6; round++)
        {
            var running = host.RunAsync(source, $"batch-{round}");
            while (host.Metrics.InFlight == 0 && !running.IsCompleted)
                await Task.Delay(1);
            await host.Results.DeleteContainerAsync();
            inMidBatch += running.IsCompleted ? 0 : 1;
            var finished = await running;
            Assert.Equal((null, 400L), (finished.Problem, (finished.Totals.Files - 5) / 2));
            var again = await host.RunAsync(source, $"batch-{round}");       // removed behind the batch it is made once more, the same
            Assert.Equal(finished, again);
            Assert.Equal(finished.Totals, (await host.RecordsAsync(again)).Totals);
        }

        Assert.True(inMidBatch > 0);
        Assert.Equal(0, host.Metrics.Count(BatchEnd.Poisoned));
    }

    /// <summary>Changes a field of a member in the directory at the end of a zip.</summary>
    private static void Change(byte[] zip, int member, int at)
    {
        var end = zip.AsSpan().LastIndexOf("PK\x05\x06"u8);
        var entry = BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(end + 16));
        for (var index = 0; index < member; index++)
        {
            var sizes = new[] { 28, 30, 32 }.Sum(field => BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(entry + field)));
            entry += 46 + sizes;
        }

        zip[entry + at] ^= 1;
    }
}
