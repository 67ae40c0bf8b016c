using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core.Measures;
using GpuHost.Core.Similar;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Core;

public sealed class MeasureTests
{
    public static TheoryData<Tier> Tiers => [.. TierSet.Present];

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 65536)]
    [InlineData(3, 103872)]
    [InlineData(10, 217705)]
    [InlineData(4096, 786432)]
    [InlineData(1_000_000, 1306235)]
    public void Log2_Number_IsRoundedDown(uint value, int expected) => Assert.Equal(expected, FixedLog2.Of(value));

    [Fact]
    public void Entropy_KnownContent_IsExact()
    {
        Assert.Equal(0, Measure(Tier.Scalar, new byte[1000]).EntropyMilliBits);
        Assert.Equal(8000, Measure(Tier.Scalar, [.. Enumerable.Range(0, 4096).Select(index => (byte)index)]).EntropyMilliBits);
        Assert.Equal(1000, Measure(Tier.Scalar, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("ab", 500)))).EntropyMilliBits);
        Assert.Equal(0, Measure(Tier.Scalar, []).EntropyMilliBits);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Measure_AnyBytesInAnyBlocks_EqualsTheScalarTierOnTheWhole(Tier tier) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 400).ToArbitrary(), (seed, block) =>
        {
            var bytes = Generated.Bytes(seed);
            var expected = Measure(Tier.Scalar, bytes);
            AssertSame(expected, Measure(tier, bytes));
            AssertSame(expected, Measure(tier, bytes, block));
            AssertSame(expected, Measure(tier, bytes, 3));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void Signature_LittleChanged_IsAlmostTheSame()
    {
        var text = Text(1, 20_000);
        var changed = text[..5000] + "something else stands here now" + text[5000..];
        var (left, right) = (Signature(text), Signature(changed));
        Assert.InRange(NearDuplicates.SimilarityPerMille(left, right), 900, 1000);
        Assert.InRange(NearDuplicates.SimilarityPerMille(left, Signature(Text(2, 20_000))), 0, 100);
    }

    [Fact]
    public void Find_Crowd_GivesItsClusters()
    {
        var signatures = new List<IReadOnlyList<ushort>?>();
        for (var family = 0; family < 20; family++)
        {
            signatures.Add(Signature(Text(100 + family, 8000)));
            signatures.Add(Signature(Text(100 + family, 8000) + "\n// the end"));
            signatures.Add(Signature(Text(500 + family, 8000)));
            signatures.Add(null);
        }

        var clusters = NearDuplicates.Find(signatures);
        Assert.Equal(Enumerable.Range(0, 20).Select(family => $"{family * 4},{(family * 4) + 1}"), clusters.Select(cluster => string.Join(',', cluster)));
    }

    [Fact]
    public void Find_Chain_IsOneClusterAlthoughItsEndsDiffer()
    {
        // Each differs from the one before in ten values of 64: neighbours share 84 %, the ends a quarter.
        var chain = Enumerable.Range(0, 6).Select(Link).ToList();
        Assert.InRange(NearDuplicates.SimilarityPerMille(chain[0], chain[1]), 800, 1000);
        Assert.InRange(NearDuplicates.SimilarityPerMille(chain[0], chain[^1]), 0, 300);
        int[] order = [3, 0, 5, 1, 4, 2];       // whatever the order in which files come
        Assert.Equal([0, 1, 2, 3, 4, 5], Assert.Single(NearDuplicates.Find([.. order.Select(link => chain[link])])));
        var parted = NearDuplicates.Find([chain[0], chain[1], chain[2], chain[4], chain[5]]);
        Assert.Equal(["0,1,2", "3,4"], parted.Select(cluster => string.Join(',', cluster)));

        static IReadOnlyList<ushort> Link(int link) => [.. Enumerable.Range(0, 64).Select(bin => (ushort)(bin < link * 10 ? 1000 + bin : bin))];
    }

    [Fact]
    public void Search_Query_FindsTheNearestFirst()
    {
        var index = new EmbeddingIndex();
        for (var text = 0; text < 30; text++)
            index.Add(Measure(Tier.Scalar, Encoding.ASCII.GetBytes(Text(text, 5000))).Embedding!);
        var query = Measure(Tier.Scalar, Encoding.ASCII.GetBytes(Text(17, 5000)[..4000])).Embedding!;
        var found = index.Search(query, 5);
        Assert.Equal(17, found[0].Index);
        Assert.InRange(found[0].CosinePerMillion, 800_000, 1_000_000);
        Assert.True(found.Zip(found.Skip(1)).All(pair => pair.First.CosinePerMillion >= pair.Second.CosinePerMillion));
        Assert.Equal(1_000_000, index.Search(Measure(Tier.Scalar, Encoding.ASCII.GetBytes(Text(3, 5000))).Embedding!, 1)[0].CosinePerMillion);
    }

    private static IReadOnlyList<ushort> Signature(string text) => Measure(TierSet.Best, Encoding.ASCII.GetBytes(text)).Signature!;

    private static string Text(int seed, int length)
    {
        var random = new Random(seed);
        var words = Enumerable.Range(0, 2000).Select(_ => string.Concat(Enumerable.Range(0, 6).Select(_ => (char)('a' + random.Next(26))))).ToArray();
        var text = new StringBuilder();
        while (text.Length < length)
            text.Append(words[random.Next(words.Length)]).Append(' ');
        return text.ToString(0, length);
    }

    private static FileMeasures Measure(Tier tier, byte[] bytes, int block = int.MaxValue)
    {
        var measures = new ContentMeasures(tier);
        measures.Feed(new byte[100]);
        measures.Reset();
        for (var at = 0; at < bytes.Length; at += Math.Min(block, bytes.Length))
            measures.Feed(bytes.AsSpan(at, Math.Min(block, bytes.Length - at)));
        return measures.Finish();
    }

    private static void AssertSame(FileMeasures expected, FileMeasures actual)
    {
        Assert.Equal(expected.EntropyMilliBits, actual.EntropyMilliBits);
        Assert.Equal(expected.Signature, actual.Signature);
        Assert.Equal(expected.Embedding, actual.Embedding);
    }
}
