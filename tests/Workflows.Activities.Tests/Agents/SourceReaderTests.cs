using System.Security.Cryptography;
using System.Text;
using Workflows.Activities.Agents;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Tests.Agents;

public sealed class SourceReaderTests
{
    private const string Secret = "sk_" + "live_aV3ryR3alLooking8Key72Qx";

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16le")]
    [InlineData("utf-16be")]
    [InlineData("latin-1")]
    public void Decode_MarkedBytes_AreMaskedInEveryEncoding(string encoding)
    {
        var bytes = EncodingOf(encoding).GetBytes($"é first\nkey {Secret} end\nlast");
        var before = EncodingOf(encoding).GetByteCount("é first\nkey ");

        var source = SourceReader.Decode(FileOf(encoding, new Mark("stripe", 2, before, EncodingOf(encoding)
            .GetByteCount(Secret), Severity.Critical)), bytes);

        Assert.Equal(["é first", $"key [masked stripe, {Secret.Length} characters] end", "last"], source.Lines);
    }

    [Fact]
    public void Decode_OverlappingMarks_LeaveNothingOfEither()
    {
        var source = SourceReader.Decode(FileOf("ascii", new Mark("a", 1, 0, 6, Severity.High), new Mark("b", 1, 3, 6, Severity.High)),
            "kwzpqrvty rest"u8.ToArray());

        Assert.Equal("[masked a, 6 characters][masked] rest", Assert.Single(source.Lines));
    }

    [Fact]
    public void Decode_MarksIncomplete_WithholdsTheRest()
    {
        var file = FileOf("ascii", new Mark("a", 1, 0, 5, Severity.High)) with { MarksIncomplete = true };

        var source = SourceReader.Decode(file, "kwzpq and a secret nobody counted"u8.ToArray());

        Assert.Equal("[masked a, 5 characters]", Assert.Single(source.Lines));
    }

    [Fact]
    public void Decode_OpenRules_AreNotMasked()
    {
        var source = SourceReader.Decode(FileOf("ascii", new Mark("agpl", 1, 0, 4, Severity.Info)), "AGPL here"u8.ToArray());

        Assert.Equal("AGPL here", Assert.Single(source.Lines));
    }

    [Fact]
    public void MaskByShape_KeyBody_IsMaskedToItsEnd()
    {
        string[] lines = ["[masked privkey, 31 characters]", "MIIEpAIBAAKCAQEA7bq2", "d2hhdCBhcmUgeW91IGxv", "-----END", "after"];

        SecretMasker.MaskByShape(lines);

        Assert.Equal(["[masked privkey, 31 characters]", "[masked key material]", "[masked key material]", "-----END", "after"], lines);
    }

    [Theory]
    [InlineData("var password = \"hunter2hunter2\";", "hunter2hunter2")]
    [InlineData("  \"apiKey\": \"abc123def456\",", "abc123def456")]
    [InlineData("header = 'aZ3kQ9xW1bN7mC5vL0pR8tY2uI6oE4sD'", "aZ3kQ9xW1bN7mC5vL0pR8tY2uI6oE4sD")]
    public void MaskByShape_SecretWithoutARule_IsMasked(string line, string secret)
    {
        string[] lines = [line];

        SecretMasker.MaskByShape(lines);

        Assert.DoesNotContain(secret, lines[0], StringComparison.Ordinal);
        Assert.Contains("[masked", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public static class OrchestrationMetadataExtensionsForTesting")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("password = options.Password;")]
    public void MaskByShape_OrdinaryLine_StaysAsItIs(string line)
    {
        string[] lines = [line];

        SecretMasker.MaskByShape(lines);

        Assert.Equal(line, lines[0]);
    }

    [Fact]
    public async Task TryRead_OutsideChangedOrBinary_IsNotRead()
    {
        var folder = Directory.CreateTempSubdirectory("reader");
        try
        {
            var bytes = "text"u8.ToArray();
            await File.WriteAllBytesAsync(Path.Combine(folder.FullName, "a.txt"), bytes);
            var file = new GroupFile("a.txt", 1) { Encoding = "ascii", Digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..16] };
            var inner = Directory.CreateDirectory(Path.Combine(folder.FullName, "inner")).FullName;

            Assert.NotNull(await SourceReader.TryReadAsync(folder.FullName, file, CancellationToken.None));
            Assert.Null(await SourceReader.TryReadAsync(folder.FullName, file with { Digest = "0000000000000000" },
                CancellationToken.None));
            Assert.Null(await SourceReader.TryReadAsync(folder.FullName, file with { Encoding = null }, CancellationToken.None));
            Assert.Null(await SourceReader.TryReadAsync(folder.FullName, file with { Path = "gone.txt" }, CancellationToken.None));
            Assert.Null(await SourceReader.TryReadAsync(inner, file with { Path = "../a.txt" }, CancellationToken.None));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static GroupFile FileOf(string encoding, params Mark[] marks) => new("a.txt", 3) { Encoding = encoding, Marks = marks };

    private static Encoding EncodingOf(string name) => name switch
    {
        "utf-16le" => Encoding.Unicode,
        "utf-16be" => Encoding.BigEndianUnicode,
        "latin-1" => Encoding.Latin1,
        _ => Encoding.UTF8,
    };
}
