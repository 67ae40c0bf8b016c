using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using GpuHost.Core;
using GpuHost.Core.Containers;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class ContainerTests : IDisposable
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("line\nkey = " + Planted.AwsKey + "\n");

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("gzip", "a!/content")]
    [InlineData("zip", "a!/inner/b.txt")]
    [InlineData("tar", "a!/inner/b.txt")]
    [InlineData("tar gzip", "a!/content!/inner/b.txt")]
    [InlineData("zip zip", "a!/inner/b.txt!/inner/b.txt")]
    [InlineData("gzip tar zip", "a!/inner/b.txt!/inner/b.txt!/content")]
    public void Process_SecretInContainers_IsFoundWithItsPlace(string kinds, string path)
    {
        var record = Process(kinds.Split(' ').Aggregate(Secret, Pack));
        Assert.Equal(new Finding(path, "aws-key", 2, 11, 20, Severity.Critical), Assert.Single(record.Findings));
        Assert.Null(record.Error);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(128 * 1024)]
    public void Process_LargeContainer_IsOpenedFromDisk(int blockBytes)
    {
        var noise = new byte[300_000];
        new Random(3).NextBytes(noise);
        var record = Process(Pack([.. noise, .. Secret], "zip"), blockBytes);
        Assert.Equal("a!/inner/b.txt", Assert.Single(record.Findings, finding => finding.Rule == "aws-key").File);
    }

    [Fact]
    public void Process_Utf16InContainer_IsFound()
    {
        var record = Process(Pack([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("key " + Planted.AwsKey + "\n")], "zip"));
        Assert.Equal(("aws-key", 10L, 40), Assert.Single(record.Findings.Select(finding => (finding.Rule, finding.Offset, finding.Length))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(64)]
    public void Process_Base64InText_IsDecoded(int lineLength)
    {
        var padding = string.Concat(Enumerable.Repeat("some words before the secret, ", 4));
        var encoded = Convert.ToBase64String(Encoding.ASCII.GetBytes(padding + Planted.AwsKey));
        if (lineLength > 0)
            encoded = string.Join('\n', encoded.Chunk(lineLength).Select(line => new string(line)));
        var record = Process(Encoding.ASCII.GetBytes("{\"data\": \"" + encoded + "\"}\n"));
        var finding = Assert.Single(record.Findings);
        Assert.Equal(("a!/base64@10", "aws-key", (long)padding.Length), (finding.File, finding.Rule, finding.Offset));
    }

    [Fact]
    public void Process_Base64OfAnArchive_IsOpened()
    {
        var encoded = Convert.ToBase64String(Pack(Secret, "gzip"));
        var record = Process(Encoding.ASCII.GetBytes("blob=" + encoded + ";"));
        Assert.Equal("a!/base64@5!/content", Assert.Single(record.Findings).File);
    }

    [Fact]
    public void Process_OpenContainersOff_LeavesThemClosed()
    {
        folder.Write("a", Pack(Secret, "gzip"));
        Assert.Empty(folder.Process("a").Findings);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zip")]
    [InlineData("tar")]
    [InlineData("tar gzip")]
    public void Process_CutShort_IsNamedAndTheRestScanned(string kinds)
    {
        var noise = new byte[50_000];
        new Random(9).NextBytes(noise);
        var whole = kinds.Split(' ').Aggregate((byte[])[.. Secret, .. noise], Pack);
        var record = Process(whole[..(whole.Length / 2)]);
        Assert.Contains("damaged or cut short", record.Error, StringComparison.Ordinal);
        Assert.Equal(64, record.Sha256.Length);
    }

    [Fact]
    public void Process_Bomb_IsRefusedByRatioSizeDepthAndMembers()
    {
        var zeros = Pack(Pack(new byte[40 * 1024 * 1024], "gzip"), "gzip");
        Assert.Contains("decompression bomb", Process(zeros).Error, StringComparison.Ordinal);
        Assert.Contains("more than 1,000,000 bytes", Process(zeros, limits: new() { UnpackedBytesMax = 1_000_000 }).Error, StringComparison.Ordinal);
        var deep = Enumerable.Repeat("gzip", 9).Aggregate(Secret, Pack);
        Assert.Contains("more than 4 containers deep", Process(deep).Error, StringComparison.Ordinal);
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            for (var member = 0; member < 50; member++)
                zip.CreateEntry($"{member}.txt");
        }

        Assert.Contains("more than 20 members", Process(stream.ToArray(), limits: new() { MembersMax = 20 }).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_EvilNames_AreLabelsOnly()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in new[] { "../../etc/x", "/absolute", new string('n', 4000), "control\u0007" })
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(Secret);
            }
        }

        var files = Process(stream.ToArray()).Findings.Select(finding => finding.File).ToList();
        Assert.Equal(["a!/../../etc/x", "a!//absolute", "a!/" + new string('n', 300), "a!/control\uFFFD"], files);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zip")]
    [InlineData("tar")]
    public void Process_AnyDamage_EndsWithARecord(string kind)
    {
        var good = Pack(Secret, kind);
        var random = new Random(21);
        for (var round = 0; round < 150; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 8); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var record = Process(bytes);
            Assert.Equal(64, record.Sha256.Length);
        }
    }

    private FileRecord Process(byte[] bytes, int blockBytes = 128 * 1024, ContainerLimits? limits = null) => folder.Process(
        "a", bytes, new FileCoreOptions { BlockBytes = blockBytes, OpenContainers = true, CountTokens = false, Containers = limits ?? new() });

    private static byte[] Pack(byte[] content, string kind)
    {
        using var stream = new MemoryStream();
        switch (kind)
        {
            case "gzip":
                using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
                    gzip.Write(content);
                break;
            case "zip":
                using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
                {
                    using var entry = zip.CreateEntry("inner/b.txt").Open();
                    entry.Write(content);
                }

                break;
            default:
                using (var tar = new TarWriter(stream, leaveOpen: true))
                    tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "inner/b.txt") { DataStream = new MemoryStream(content) });
                break;
        }

        return stream.ToArray();
    }
}
