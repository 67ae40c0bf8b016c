using System.Text;
using GpuHost.Core;
using GpuHost.Core.Containers;
using GpuHost.Core.Tiers;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Fuzz;

/// <summary>Whatever a container holds or pretends to hold, its file has a record, the same one on every tier, in bounded memory.</summary>
public sealed class ContainerFuzzTests
{
    private static readonly string[] Kinds = ["gzip", "stored", "deflated", "pax", "gnu", "ustar", "v7", "base64"];

    [Fact]
    public void Run_AnyDamage_EndsWithOneRecordOnEveryTier()
    {
        using var tiers = new EveryTier(tokens: false);
        Rounds.Run(400, random =>
        {
            var content = Documents.Encoded(Documents.Sentence(random, 60) + "key = " + Planted.AwsKey + "\n", random);
            var good = Documents.Wrapped(content, random.Next(1, 5), random, out _);
            tiers.Run("a", Mutations.Of(good, Documents.Wrap(content, Kinds[random.Next(Kinds.Length)], random), random));
        });
    }

    [Fact]
    public void Run_ASecretInAnyPlacement_IsFoundOnceAndANearMissIsNot()
    {
        using var tiers = new EveryTier(tokens: false);
        Rounds.Run(200, random =>
        {
            var (rule, example) = Planted.Examples.ElementAt(random.Next(Planted.Examples.Count));
            var (before, behind) = (Documents.Sentence(random, 40) + "\n", "\n" + Documents.Sentence(random, 40));
            var (encoding, containers) = (random.Next(), random.Next());
            var depth = random.Next(1, 5);
            var how = "";
            var found = tiers.Run("a", Placed(example.Match)).Record;
            Assert.True(found.Error is null, found.Error);
            Assert.True(Count(found, rule) == 1, $"{rule} in{how}: {string.Join(' ', found.Findings)}");
            Assert.StartsWith("a!/", Assert.Single(found.Findings, finding => finding.Rule == rule).File, StringComparison.Ordinal);
            Assert.Equal(0, Count(tiers.Run("a", Placed(example.Miss)).Record, rule));

            byte[] Placed(string text)
            {
                var content = Documents.Encoded(before + text + behind, new Random(encoding));
                return Documents.Wrapped(content, depth, new Random(containers), out how);
            }
        });
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("stored")]
    [InlineData("deflated")]
    [InlineData("pax")]
    [InlineData("gnu")]
    [InlineData("ustar")]
    [InlineData("v7")]
    public void Run_CutAtEveryByte_IsNamed(string kind)
    {
        using var tiers = new EveryTier(tokens: false, only: TierSet.Best);
        var whole = Documents.Wrap(Encoding.ASCII.GetBytes("key = " + Planted.AwsKey + "\n" + new string('x', 700)), kind, new Random(4));
        Assert.Null(tiers.Run("a", whole).Record.Error);
        for (var length = 0; length < whole.Length; length++)
        {
            var record = tiers.Run("a", whole[..length]).Record;
            if (ContainerKinds.Find(whole.AsSpan(0, length)) == ContainerKind.None || IsWholeWithout(whole, length))
                Assert.Null(record.Error);
            else
                Assert.True(record.Error?.Contains("damaged or cut short", StringComparison.Ordinal) == true, $"Cut after {length} of {whole.Length} bytes: {record.Error}");
        }
    }

    [Fact]
    public void Find_AnyTextOfBase64_GivesRunsInOrder() => Rounds.Run(300, random =>
    {
        var text = new StringBuilder();
        for (var part = random.Next(1, 12); part > 0; part--)
        {
            text.Append(Documents.Sentence(random, 8));
            text.Append(Encoding.ASCII.GetString(Documents.Wrap(Mutations.Noise(random.Next(200), random), "base64", random)));
        }

        var bytes = Mutations.Of(Encoding.UTF8.GetBytes(text.ToString()), "QUJDREVG\r\n===="u8.ToArray(), random);
        var from = 0;
        foreach (var (start, decoded) in Rounds.Bounded(() => Base64Finder.Find(bytes), (64L * bytes.Length) + 65_536))
        {
            Assert.InRange(start, from, bytes.Length - 1);
            Assert.True(decoded.Length <= (bytes.Length - start) * 3L / 4, "More came out than was in.");
            from = start + 1;
        }
    });

    // Of the two blocks of zeros at the end of a tar the framework's reader wants one, and nothing of what fills up the archive behind it.
    private static bool IsWholeWithout(byte[] whole, int length) =>
        ContainerKinds.Find(whole) == ContainerKind.Tar && length >= Math.Max(512, whole.Length - 512)
        && !whole.AsSpan(length - 512).ContainsAnyExcept((byte)0);

    private static int Count(Workflows.Contracts.Files.FileRecord record, string rule) => record.Findings.Count(finding => finding.Rule == rule);
}
