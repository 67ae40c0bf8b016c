using System.Buffers.Binary;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using GpuHost.Core;
using GpuHost.Core.Containers;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

/// <summary>Containers that say one thing and hold another, or that are made to cost memory or time.</summary>
public sealed class ContainerDamageTests : IDisposable
{
    private const long AllocatedMax = 200L * 1024 * 1024;

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("key = " + Planted.AwsKey + "\n");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void Process_AMemberWithAnotherChecksum_IsNamedAndTheRestScanned(CompressionLevel level)
    {
        var zip = Zip(level, ("bad.txt", Secret), ("good.txt", Secret));
        zip[Directory(zip) + 16] ^= 1;
        var record = Process(zip);
        Assert.Equal("'a!/bad.txt' was not opened to its end: it is damaged or cut short (its checksum is not the one that the archive says).", record.Error);
        Assert.Contains("a!/bad.txt", record.Findings.Select(finding => finding.File));
        Assert.Contains("a!/good.txt", record.Findings.Select(finding => finding.File));
    }

    [Fact]
    public void Process_AMemberWithAnotherContent_IsNamed()
    {
        var zip = Zip(CompressionLevel.NoCompression, ("bad.txt", "abcdefgh"u8.ToArray()), ("good.txt", Secret));
        zip[zip.AsSpan().IndexOf("abcdefgh"u8)] ^= 1;
        Assert.Contains("'a!/bad.txt' was not opened to its end: it is damaged or cut short (its checksum", Process(zip).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_AMemberWithAnotherSize_IsNamedAndTheRestScanned()
    {
        foreach (var change in new[] { -3, 5 })
        {
            var zip = Zip(CompressionLevel.Fastest, ("bad.txt", [.. Secret, .. new byte[4_000]]), ("good.txt", Secret));
            var size = zip.AsSpan(Directory(zip) + 24);
            BinaryPrimitives.WriteInt32LittleEndian(size, BinaryPrimitives.ReadInt32LittleEndian(size) + change);
            var record = Process(zip);
            Assert.StartsWith("'a!/bad.txt' was not opened to its end: it is damaged or cut short", record.Error, StringComparison.Ordinal);
            Assert.Contains("a!/good.txt", record.Findings.Select(finding => finding.File));
        }
    }

    [Fact]
    public void Process_AMemberInAMemberWithAnotherChecksum_IsNamed()
    {
        var inner = Zip(CompressionLevel.Fastest, ("bad.txt", Secret));
        inner[Directory(inner) + 16] ^= 1;
        Assert.Contains("'a!/in.zip!/bad.txt'", Process(Zip(CompressionLevel.Fastest, ("in.zip", inner))).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData('x', "14000000000\0")]
    [InlineData('g', "14000000000\0")]
    [InlineData('L', "\u0080\0\0\0\0\0\0\0\u0060\0\0\0")]
    public void Process_ATarWithAHugeExtendedHeader_TakesNoMemoryForIt(char type, string size)
    {
        var header = new byte[2_048];
        Encoding.Latin1.GetBytes("name").CopyTo(header, 0);
        Encoding.Latin1.GetBytes(size).CopyTo(header, 124);
        header[156] = (byte)type;
        Encoding.Latin1.GetBytes(type == 'L' ? "ustar  \0" : "ustar\00000").CopyTo(header, 257);
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.AsSpan(0, 512).ToArray().Sum(value => value);
        Encoding.Latin1.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
        Assert.Contains("an extended header has more than", Bounded(header).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_AZipThatIsAllDirectory_TakesNoMemoryForIt()
    {
        const int Members = 450_000;
        var entry = new byte[47];
        "PK\x01\x02"u8.CopyTo(entry);
        (entry[28], entry[46]) = (1, (byte)'n');
        var directory = new byte[4 + (Members * entry.Length)];
        "PK\x03\x04"u8.CopyTo(directory);       // by which it is known
        for (var member = 0; member < Members; member++)
            entry.CopyTo(directory, 4 + (member * entry.Length));
        Assert.Contains("directory has more than", Bounded([.. directory, .. End(Members, 4, directory.Length - 4)]).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_ManyMembersThatCostSteps_AreBoundedTogether()
    {
        var rules = RuleSet.Parse("format: workflows-rules/2\nrules:\n  - {id: a, severity: low, category: secret, description: d, regex: 'q[xy]*[xy]*z'}\n", "r");
        var costly = Encoding.ASCII.GetBytes("q" + new string('x', 600) + "\n");
        var options = new FileCoreOptions { OpenContainers = true, CountTokens = false, Containers = new() { StepsMax = 3_000_000 } };
        using var core = new FileCore(options, rules);
        var few = Zip(CompressionLevel.Fastest, [.. Enumerable.Range(0, 3).Select(member => ($"{member}", costly))]);
        var many = Zip(CompressionLevel.Fastest, [.. Enumerable.Range(0, 60).Select(member => ($"{member}", costly))]);
        folder.Write("few", few);
        folder.Write("many", many);
        var files = core.Process(new FileBatch(folder.Root, ["few", "many"]), CancellationToken.None).Files;
        Assert.Null(files[0].Error);
        Assert.Contains("too many steps", files[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_AKeyBehindThousandsOfAddresses_IsFound()
    {
        var addresses = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 600).Select(number => $"mail user{number}@example" + ".org now\n")));
        var record = Process(Zip(CompressionLevel.Fastest, ("1.txt", addresses), ("2.txt", addresses), ("3.txt", addresses), ("4.txt", Secret)));
        Assert.Equal("a!/4.txt", Assert.Single(record.Findings, finding => finding.Rule == "aws-key").File);
        Assert.Equal((751, 1_050), (record.Findings.Count, record.FindingsLeftOut));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(17)]
    public void Process_AGzipCutWithinItsFrame_IsNamed(int length)
    {
        byte[] empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        Assert.Null(Process(empty).Error);
        Assert.Contains("damaged or cut short", Process(empty[..length]).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void Process_AGzipCutAmongBytesThatLookLikeOne_IsNamed(CompressionLevel level)
    {
        var content = new byte[60_000];
        new Random(3).NextBytes(content);
        for (var at = 500; at < content.Length; at += 1_009)
            ((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]).CopyTo(content.AsSpan(at));
        var whole = Gzip(content, level);
        byte[] members = [.. whole, .. Gzip([], level), .. Gzip(Secret, level), .. whole];
        Assert.Null(Process(whole).Error);
        Assert.Null(Process(members).Error);
        Assert.Contains("aws-key", Process(members).Findings.Select(finding => finding.Rule));
        foreach (var length in new[] { 20_000, 45_123, whole.Length - 9, whole.Length - 1 })
        {
            Assert.Contains("damaged or cut short", Process(whole[..length]).Error, StringComparison.Ordinal);
            Assert.Contains("damaged or cut short", Process(members[..(members.Length - whole.Length + length)]).Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Process_ASecretBehindTheEndOfAnArchive_IsFound()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(Secret) });
        var zip = Zip(CompressionLevel.NoCompression, ("file", Secret));
        var commented = (byte[])[.. zip, .. Secret];
        BinaryPrimitives.WriteInt16LittleEndian(commented.AsSpan(zip.Length - 2), (short)Secret.Length);
        foreach (var archive in new[] { [.. stream.ToArray(), .. Secret], commented })
        {
            var record = Process(archive);
            Assert.Null(record.Error);
            Assert.Equal(["a", "a!/file"], record.Findings.Select(finding => finding.File).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Process_LinksAndDevicesInATar_AreNotFollowed()
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "link") { LinkName = "/etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.HardLink, "hard") { LinkName = "../../etc/passwd" });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.CharacterDevice, "zero") { DeviceMajor = 1, DeviceMinor = 5 });
            tar.WriteEntry(new PaxTarEntry(TarEntryType.Fifo, "pipe"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "file") { DataStream = new MemoryStream(Secret) });
        }

        var record = Process(stream.ToArray());
        Assert.Equal(("a!/file", null), (Assert.Single(record.Findings).File, record.Error));
    }

    private FileRecord Process(byte[] bytes) => folder.Process("a", bytes, new FileCoreOptions { OpenContainers = true, CountTokens = false });

    // One thread does it all, so its count of bytes is what was taken.
    private static FileRecord Bounded(byte[] bytes)
    {
        using var worker = new MemoryWorker(RuleSet.BuiltIn, new FileCoreOptions { OpenContainers = true, CountTokens = false });
        byte[] memory = [.. bytes, .. new byte[MemoryWorker.BytesBehind]];
        worker.Run("warm", memory, (0, 1), new byte[32], default, CancellationToken.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var record = worker.Run("a", memory, (0, bytes.Length), new byte[32], default, CancellationToken.None).Record;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, AllocatedMax);
        return record;
    }

    private static byte[] Zip(CompressionLevel level, params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in members)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>Where the first entry of the directory stands: checksum at 16, packed size at 20, size at 24.</summary>
    private static int Directory(byte[] zip) => zip.AsSpan().IndexOf("PK\x01\x02"u8);

    /// <summary>The end of a directory of more than 65,535 members, as APPNOTE.TXT 4.3.14 to 4.3.16 draw it.</summary>
    private static byte[] End(long members, long start, long bytes)
    {
        var end = new byte[56 + 20 + 22];
        "PK\x06\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(4), 44);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(24), members);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(32), members);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(40), bytes);
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(48), start);
        "PK\x06\x07"u8.CopyTo(end.AsSpan(56));
        BinaryPrimitives.WriteInt64LittleEndian(end.AsSpan(64), start + bytes);
        BinaryPrimitives.WriteInt32LittleEndian(end.AsSpan(72), 1);
        "PK\x05\x06"u8.CopyTo(end.AsSpan(76));
        end.AsSpan(84, 12).Fill(0xFF);
        return end;
    }

    private static byte[] Gzip(byte[] content, CompressionLevel level)
    {
        using var stream = new MemoryStream();
        using (var packed = new GZipStream(stream, level, leaveOpen: true))
            packed.Write(content);
        return stream.ToArray();
    }
}
