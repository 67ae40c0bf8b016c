using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core;
using GpuHost.Core.Text;

namespace GpuHost.Tests.Core;

public sealed class TextTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    public static TheoryData<string, byte[], string?> Samples => new()
    {
        { "ascii", "plain text\n"u8.ToArray(), "ascii" },
        { "utf-8", "déjà vu €\n"u8.ToArray(), "utf-8" },
        { "utf-8 with mark", [0xEF, 0xBB, 0xBF, (byte)'a'], "utf-8" },
        { "latin-1", [(byte)'d', 0xE9, (byte)'j', 0xE0, (byte)'\n'], "latin-1" },
        { "windows-1252 quotes", [0x93, (byte)'a', 0x94], "latin-1" },
        { "latin-1 with a control", [(byte)'d', 0xE9, 1, (byte)'j'], null },
        { "cut utf-8 sequence", [(byte)'a', 0xE2, 0x82], "latin-1" },
        { "overlong utf-8", [(byte)'a', 0xC0, 0x80], "latin-1" },
        { "nul", [(byte)'a', 0, (byte)'b'], null },
        { "coloured log", Encoding.ASCII.GetBytes("\u001b[31mred\u001b[0m\n"), "ascii" },
        { "controls", [1, 2, 3, 4, (byte)'a'], null },
        { "utf-16le", Encoding.Unicode.GetBytes("no mark, many letters\n"), "utf-16le" },
        { "utf-16be", Encoding.BigEndianUnicode.GetBytes("no mark, many letters\n"), "utf-16be" },
        { "utf-16le with mark", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("漢字\n")], "utf-16le" },
        { "utf-16be with mark", [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("漢字\n")], "utf-16be" },
        { "utf-32le", [0xFF, 0xFE, 0, 0, .. Encoding.UTF32.GetBytes("text\n")], null },
        { "utf-16 mark before binary", [0xFF, 0xFE, 0, 0, 1, 0, 0, 0, 7, 7], null },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void Process_Sample_HasItsEncoding(string name, byte[] bytes, string? encoding)
    {
        var record = folder.Process("sample", bytes);
        Assert.True(record.Encoding == encoding, $"{name}: {record.Encoding}");
        Assert.Equal(encoding is not null, record.IsText);
    }

    [Fact]
    public void Process_Utf8CutByBlocks_IsStillUtf8()
    {
        for (var shift = 0; shift < 4; shift++)
        {
            var text = new string('a', 4093 + shift) + string.Concat(Enumerable.Repeat("€𝄞é", 2000));
            var record = folder.Process("a.txt", Encoding.UTF8.GetBytes(text), new FileCoreOptions { BlockBytes = 4096 });
            Assert.Equal("utf-8", record.Encoding);
        }
    }

    [Fact]
    public void Feed_AnyBytesInAnyBlocks_AgreesWithTheWhole() =>
        Prop.ForAll(
            Gen.Elements<byte>(0x41, 0x80, 0xBF, 0xC3, 0xE2, 0x82, 0xAC, 0xF0, 0x9D, 0x84, 0x9E, 0xED, 0xA0, 0xFF).ArrayOf().ToArbitrary(),
            Gen.Choose(1, 7).ToArbitrary(),
            (bytes, block) =>
            {
                var check = default(Utf8Check);
                foreach (var part in bytes.Chunk(block))
                    check.Feed(part);
                Assert.Equal(System.Text.Unicode.Utf8.IsValid(bytes), check.IsValidAtEnd);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Feed_ValidTextInAnyBlocks_IsValid() =>
        Prop.ForAll(
            Gen.Elements("a", "é", "€", "𝄞").ListOf().Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))).ToArbitrary(),
            Gen.Choose(1, 5).ToArbitrary(),
            (bytes, block) =>
            {
                var check = default(Utf8Check);
                foreach (var part in bytes.Chunk(block))
                    check.Feed(part);
                Assert.True(check.IsValidAtEnd);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
