using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core.Tiers;
using GpuHost.Core.Tokens;

namespace GpuHost.Tests.Core;

/// <summary>Pieces found 64 bytes at a time are those found one after another.</summary>
public sealed class PieceWindowTests
{
    // Few characters, so that every combination of kinds comes often, and all that the expression treats in a way of its own.
    private const string Alphabet = "ab9 \n\r\t\v();'";
    private const string Contractions = "sStmdreRvVlL'é\u017F \u00a0x1.";

    public static TheoryData<Tier> VectorTiers => [.. TierSet.Present.Where(tier => tier != Tier.Scalar)];

    [Theory]
    [MemberData(nameof(VectorTiers))]
    public void Begins_FewCharacters_AreThoseOfTheScanner(Tier tier) => Compare(tier, Alphabet);

    [Theory]
    [MemberData(nameof(VectorTiers))]
    public void Begins_ContractionsAndLongCharacters_AreThoseOfTheScanner(Tier tier) => Compare(tier, Contractions);

    [Theory]
    [MemberData(nameof(VectorTiers))]
    public void Begins_AnyBytesBelow128_AreThoseOfTheScanner(Tier tier) =>
        Compare(tier, string.Concat(Enumerable.Range(0, 128).Select(value => (char)value)));

    [Theory]
    [MemberData(nameof(VectorTiers))]
    public void Count_AnyText_IsThatOfTheScalarTier(Tier tier)
    {
        var (scalar, counter) = (new TokenCounter(Tier.Scalar), new TokenCounter(tier));
        Prop.ForAll(Texts(Contractions + Alphabet), text =>
        {
            var memory = Padded(text, out var length);
            foreach (var isEnd in new[] { false, true })
            {
                var expected = scalar.Count(memory, 0, length, isEnd: true, out _);
                var tokens = counter.Count(memory, 0, length, isEnd, out var taken);
                tokens += counter.Count(memory, taken, length - taken, isEnd: true, out _);
                Assert.Equal(expected, tokens);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static void Compare(Tier tier, string alphabet) => Prop.ForAll(Texts(alphabet), text =>
    {
        var memory = Padded(text, out var length);
        Assert.Equal(Scanned(memory.AsSpan(0, length)), Windowed(tier, memory, length));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static Arbitrary<string> Texts(string alphabet) =>
        Gen.Elements(alphabet.ToCharArray()).ArrayOf(200).Select(symbols => new string(symbols)).ToArbitrary();

    private static byte[] Padded(string text, out int length)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        length = bytes.Length;
        return [.. bytes, .. new byte[TokenCounter.PaddingBytes]];
    }

    private static List<int> Scanned(ReadOnlySpan<byte> text)
    {
        var ends = new List<int>();
        for (var at = 0; at < text.Length; ends.Add(at))
            at = PieceScanner.End(text, at, out _);
        return ends;
    }

    private static List<int> Windowed(Tier tier, byte[] memory, int length)
    {
        var ends = new List<int>();
        var text = memory.AsSpan(0, length);
        for (var at = 0; at < length;)
        {
            var begins = at + PieceWindow.Bytes <= length ? PieceWindow.Begins(tier, ref memory[at]) : 0;
            var start = at;
            at = begins == 0 ? PieceScanner.End(text, at, out _) : at;
            if (begins == 0)
                ends.Add(at);
            for (; begins != 0; begins &= begins - 1)
                ends.Add(at = start + System.Numerics.BitOperations.TrailingZeroCount(begins));
        }

        return ends;
    }
}
