using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core;
using GpuHost.Core.Digests;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

/// <summary>Every tier that this processor has gives what the definition gives.</summary>
public sealed class TierTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<Tier> Tiers => [.. TierSet.Present];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Scan_PlantedText_EqualsTheDefinition(Tier tier) =>
        Prop.ForAll(Generated.Texts, text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            Assert.Equal(ReferenceScan.Run(RuleSet.BuiltIn, bytes), Scans.RunWhole(RuleSet.BuiltIn, bytes, tier));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Scan_AnyBytes_EqualsTheDefinition(Tier tier) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var bytes = Generated.Bytes(seed);
            Assert.Equal(ReferenceScan.Run(RuleSet.BuiltIn, bytes), Scans.RunWhole(RuleSet.BuiltIn, bytes, tier));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Scan_EveryRuleAtEveryPlaceOfABlock_IsFound(Tier tier)
    {
        foreach (var (id, example) in Planted.Examples)
        {
            for (var shift = 0; shift < 130; shift += 3)
            {
                var bytes = Encoding.ASCII.GetBytes(new string(' ', shift) + example.Match);
                Assert.Contains(Scans.RunWhole(RuleSet.BuiltIn, bytes, tier), match => RuleSet.BuiltIn.Rules[match.Rule].Id == id);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Process_ThisRepositorysTests_EqualsTheScalarTier(Tier tier)
    {
        var root = AppContext.BaseDirectory;
        var paths = Directory.EnumerateFiles(root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
        using var reference = new FileCore(new FileCoreOptions { Tier = Tier.Scalar }, RuleSet.BuiltIn);
        using var core = new FileCore(new FileCoreOptions { Tier = tier, DegreeOfParallelism = 2 }, RuleSet.BuiltIn);
        var batch = new FileBatch(root, paths);
        var expected = reference.Process(batch, CancellationToken.None).Files;
        var actual = core.Process(batch, CancellationToken.None).Files;
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(Scans.Describe), actual.Select(Scans.Describe));
    }

    [Fact]
    public void Hash_AnyLengths_GivesTheDigestsOfTheFramework()
    {
        if (!Sha256Lanes.IsSupported)
            return;
        var random = new Random(7);
        var memory = GC.AllocateArray<byte>(1 << 20, pinned: true);
        random.NextBytes(memory);
        var lanes = new Sha256Lanes();
        foreach (var count in new[] { 1, 2, 15, 16, 17, 40, 131 })
        {
            var messages = Enumerable.Range(0, count)
                .Select(index => (Start: random.Next(1000), Length: index < 131 ? index : random.Next(5000)))
                .Concat(Enumerable.Range(0, count).Select(_ => (Start: random.Next(1000), Length: random.Next(5000)))).ToArray();
            var digests = new byte[messages.Length * 32];
            lanes.Hash(memory, messages, digests);
            for (var index = 0; index < messages.Length; index++)
            {
                var expected = SHA256.HashData(memory.AsSpan(messages[index].Start, messages[index].Length));
                Assert.Equal(expected, digests.AsSpan(index * 32, 32).ToArray());
            }
        }
    }

    [Fact]
    public void Create_TierThatIsMissing_IsRefused()
    {
        foreach (var tier in Enum.GetValues<Tier>().Except(TierSet.Present))
        {
            Assert.Throws<System.ComponentModel.DataAnnotations.ValidationException>(
                () => new FileCore(new FileCoreOptions { Tier = tier }, RuleSet.BuiltIn));
        }

        Assert.Contains(TierSet.Best, TierSet.Present);
    }
}
