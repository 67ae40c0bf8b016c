using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core;
using GpuHost.Core.Tiers;
using GpuHost.Core.Tokens;

namespace GpuHost.Tests.Core;

public sealed class TokenTests : IDisposable
{
    private static readonly string[] Pieces =
    [
        "a", "B", "word", " word", "WORDS", "'s", "'LL", "'x", "é", "漢字", "\U0001F389", "½", "١٢", " ", "  ", "\t", "\n", "\r\n", "\u00a0", "\u2003",
        "1", "12", "1234", ";", "();", "==", "-->", "\u0301", "\0", new string('x', 30), new string(' ', 40), new string('=', 70), "aB1_",
        "constructorParameterCollection", "QUFBQUFBQUFBQUFB",
    ];

    private readonly TempFolder folder = new();

    private static Arbitrary<string> Texts { get; } = Gen.Elements(Pieces).ListOf().Resize(50).Select(string.Concat).ToArbitrary();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Count_FixedTexts_EqualsWhatOtherEncodersCount()
    {
        // Counted with gpt-tokenizer 2.9.0.
        using var stream = typeof(TokenTests).Assembly.GetManifestResourceStream("cl100k-counts.json")!;
        var samples = JsonDocument.Parse(stream).RootElement.EnumerateArray().ToList();
        Assert.Equal(161, samples.Count);
        foreach (var sample in samples)
            Assert.Equal((sample[0].GetString(), sample[1].GetInt64()), (sample[0].GetString(), Count(sample[0].GetString()!)));
    }

    [Fact]
    public void Count_AnyText_EqualsTheDefinition() => Prop.ForAll(
        Texts, text => Assert.Equal(ReferenceTokens.Count(text), Count(text))).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Count_AnyBlocksAndEncoding_IsTheSame() =>
        Prop.ForAll(Texts, Gen.Choose(1, 9).ToArbitrary(), (text, block) =>
        {
            var expected = Count(text);
            Assert.Equal(expected, Stream(Encoding.UTF8.GetBytes(text), block, null));
            Assert.Equal(expected, Stream(Encoding.Unicode.GetBytes(text), block, false));
            Assert.Equal(expected, Stream(Encoding.BigEndianUnicode.GetBytes(text), block, true));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Count_Latin1_CountsItsCharacters()
    {
        const string Text = "déjà vu, naïve café \u00a0 \u00bd größer";
        Assert.Equal(Count(Text), Stream(Encoding.Latin1.GetBytes(Text), 3, null));
        Assert.Equal(Count(Text), folder.Process("a.txt", Encoding.Latin1.GetBytes(Text)).Tokens);
    }

    [Fact]
    public void Count_AnyBytesInAnyBlocks_AgreesWithTheWhole() =>
        Prop.ForAll(
            Gen.Elements<byte>(0x41, 0x20, 0x0A, 0x80, 0xBF, 0xC3, 0xE2, 0x82, 0xAC, 0xF0, 0x9D, 0x84, 0x9E, 0xED, 0xA0, 0xFF).ArrayOf().ToArbitrary(),
            Gen.Choose(1, 7).ToArbitrary(),
            (bytes, block) => Assert.Equal(Stream(bytes, 1000, null), Stream(bytes, block, null))).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData(' ', 600_000)]
    [InlineData('a', 600_000)]
    [InlineData('=', 300_000)]
    [InlineData('\n', 300_000)]
    public void Count_EndlessPiece_IsBoundedAndTheSameInBlocks(char symbol, int length)
    {
        var text = "x " + new string(symbol, length) + " y\n z";
        Assert.Equal(Count(text), Stream(Encoding.ASCII.GetBytes(text), 4096, null));
    }

    [Fact]
    public void Count_LongPiece_EqualsTheDefinition()
    {
        var random = new Random(5);
        foreach (var length in new[] { 15, 16, 17, 31, 32, 33, 63, 64, 65, 66, 200 })
        {
            var text = string.Concat(Enumerable.Range(0, length).Select(_ => "etaoinsQZ"[random.Next(9)]));
            Assert.Equal(ReferenceTokens.Count(text), Count(text));
        }
    }

    [Fact]
    public void Process_FileInBlocks_HasTheTokensOfTheWhole()
    {
        var text = string.Concat(Enumerable.Repeat("public static void Main(string[] args) // größer 漢字\r\n", 500));
        var expected = Count(text);
        Assert.Equal(expected, folder.Process("a.cs", Encoding.UTF8.GetBytes(text)).Tokens);
        Assert.Equal(expected, folder.Process("b.cs", Encoding.UTF8.GetBytes(text), new FileCoreOptions { BlockBytes = 4096 }).Tokens);
        Assert.Equal(expected + 1, folder.Process("c.cs", Encoding.Unicode.GetBytes("\uFEFF" + text)).Tokens);
        Assert.Equal(0, folder.Process("d.cs", Encoding.UTF8.GetBytes(text), new FileCoreOptions { CountTokens = false }).Tokens);
    }

    private static long Count(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var memory = new byte[bytes.Length + TokenCounter.PaddingBytes];
        bytes.CopyTo(memory, 0);
        return new TokenCounter(TierSet.Best).Count(memory, 0, bytes.Length, isEnd: true, out _);
    }

    private static long Stream(byte[] bytes, int blockBytes, bool? isBigEndian)
    {
        var stream = new TokenStream(new TokenCounter(TierSet.Best), Math.Max(blockBytes, 16));
        foreach (var block in bytes.Chunk(blockBytes))
        {
            if (isBigEndian is { } isBig)
                stream.FeedUtf16(block, isBig);
            else
                stream.Feed(block);
        }

        stream.Finish(isBigEndian is not null);
        return stream.Tokens;
    }
}
