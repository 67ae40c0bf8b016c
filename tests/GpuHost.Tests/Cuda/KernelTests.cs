using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core.Measures;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tokens;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Cuda;

/// <summary>The kernels, compiled for the processor, give what plain C# gives, however a text is cut and in whichever order threads run.</summary>
[Collection(CudaCollection.Name)]
public sealed class KernelTests(StandinDriver driver)
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();
    private static readonly TokenCounter Counter = new(GpuHost.Core.Tiers.Tier.Scalar);

    public static TheoryData<int, int> Blocks => new() { { 1, 0 }, { 7, 1 }, { 32, 2 }, { 128, 3 }, { 256, 1 } };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Measure_AnyBytesCutAnyhow_EqualsTheDefinition(int threads, int seed) =>
        Prop.ForAll(Seeds, value =>
        {
            var bytes = Generated.Bytes(value);
            var random = new Random(value);
            var actual = new KernelRuns(driver, threads, seed).Measure(bytes, random.Next(1, 50), random.Next(1, 900), 8192);
            Same(Expected(bytes), actual);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void Measure_EveryLengthUpToThreeWords_EqualsTheDefinition()
    {
        for (var length = 0; length < 40; length++)
        {
            var bytes = Encoding.ASCII.GetBytes("The quick brown fox jumps over the lazy dog.")[..length];
            Same(Expected(bytes), new KernelRuns(driver, 32, 0).Measure(bytes, 8192));
        }
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Count_AnyText_EqualsTheDefinition(int threads, int seed) =>
        Prop.ForAll(Seeds, value =>
        {
            var text = Texts.Of(value, value % 200);
            var chunk = 64 * (1 + (value % 130));
            Assert.Equal(Count(text), Whole(new KernelRuns(driver, threads, seed).Count(text, chunk), text));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Fact]
    public void Count_EveryTokenOfTheVocabulary_IsOneToken()
    {
        var runs = new KernelRuns(driver, 1, 0);
        foreach (var token in VocabularyFile.ReadAll().Where((token, rank) => System.Text.Unicode.Utf8.IsValid(token) && (rank % 7 == 0 || token.Length > 15)))
            Assert.Equal(Count(token), Whole(runs.Count(token), token));
    }

    [Theory]
    [InlineData('a', 300_000)]
    [InlineData(' ', 300_000)]
    [InlineData('-', 262_200)]
    [InlineData('\n', 20_000)]
    [InlineData('日', 90_000)]
    [InlineData('7', 5_000)]
    public void Count_OneEndlessPiece_IsCutWhereTheDefinitionCuts(char character, int count)
    {
        var text = Encoding.UTF8.GetBytes("x=" + new string(character, count) + "end\nof it");
        Assert.Equal(Count(text), Whole(new KernelRuns(driver, 128, 2).Count(text), text));
    }

    [Fact]
    public void Count_MoreUnknownPiecesThanTheQueueHolds_CountsThemAll()
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 4000).Select(number => $"{(char)('!' + (number % 14))}qz")));
        Assert.Equal(Count(text), Whole(new KernelRuns(driver, 128, 2).Count(text), text));
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Filter_PlantedText_GivesThePlacesOfTheReference(int threads, int seed) =>
        Prop.ForAll(Generated.Texts, text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(Places(bytes), new KernelRuns(driver, threads, seed).Filter(bytes, RuleSet.BuiltIn));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    private static FileMeasures Expected(byte[] bytes)
    {
        var measures = new ContentMeasures(GpuHost.Core.Tiers.Tier.Scalar);
        measures.Reset();
        measures.Feed(bytes);
        return measures.Finish();
    }

    private static void Same(FileMeasures expected, FileMeasures actual)
    {
        Assert.Equal(expected.EntropyMilliBits, actual.EntropyMilliBits);
        Assert.Equal(expected.Signature, actual.Signature);
        Assert.Equal(expected.Embedding, actual.Embedding);
    }

    private static long Count(byte[] text) => Counter.Count(Padded(text), 0, text.Length, isEnd: true, out _);

    /// <summary>The kernel's tokens and those of the pieces that it left over.</summary>
    private static long Whole((uint Tokens, GpuHost.Core.Cuda.Batches.LongPiece[] LongPieces) counted, byte[] text) =>
        counted.Tokens + counted.LongPieces.Sum(piece => (long)Counter.CountPiece(Padded(text), (int)piece.At, (int)piece.Bytes));

    private static byte[] Padded(byte[] text) => [.. text, .. new byte[TokenCounter.PaddingBytes]];

    private static List<int> Places(byte[] text)
    {
        var memory = new byte[text.Length + (2 * Prefilter.PaddingBytes)];
        text.CopyTo(memory, Prefilter.PaddingBytes);
        var found = new List<int>();
        var places = new int[64];
        for (var from = Prefilter.PaddingBytes; from < Prefilter.PaddingBytes + text.Length;)
        {
            var count = RuleSet.BuiltIn.Prefilter.Collect(
                GpuHost.Core.Tiers.Tier.Scalar, memory, ref from, Prefilter.PaddingBytes + text.Length, places);
            found.AddRange(places.Take(count).Select(place => place - Prefilter.PaddingBytes));
        }

        return found;
    }
}
