using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GpuHost.Core.Rules;

namespace GpuHost.Tests.Core;

public sealed class BuiltInRulesTests
{
    public static TheoryData<string> Ids => [.. RuleSet.BuiltIn.Rules.Select(rule => rule.Id)];

    [Fact]
    public void BuiltIn_HasExamplesForEveryRule_52()
    {
        Assert.Equal(52, RuleSet.BuiltIn.Rules.Count);
        Assert.Equal(RuleSet.BuiltIn.Rules.Select(rule => rule.Id), Planted.Examples.Keys);
        Assert.All(RuleSet.BuiltIn.Rules, rule => Assert.NotEmpty(rule.Description));
    }

    [Fact]
    public void BuiltIn_IdsAndExpressions_AreFrozen()
    {
        // Findings are compared with other scanners by these ids and expressions; whoever changes one changes this digest knowingly.
        var text = string.Concat(RuleSet.BuiltIn.Rules.Select(rule => $"{rule.Id}\t{rule.Regex}\n"));
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        Assert.Equal("5828a15b79bd0c8023303685bb4e2c9bb54d1a4b52d6610801b97129855d50eb", digest);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scan_Example_FindsTheRuleWhereTheExpressionDoes(string id)
    {
        var text = "first line\nvalue " + Planted.Examples[id].Match + " tail\n";
        var expected = new Regex(Expression(id), RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5)).Match(text);
        var match = Assert.Single(Scans.Run(RuleSet.BuiltIn, Encoding.ASCII.GetBytes(text)), found => Id(found.Rule) == id);
        Assert.Equal((expected.Index, expected.Length, 2), ((int)match.Offset, match.Length, match.Line));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Scan_NearMiss_DoesNotFindTheRule(string id)
    {
        var text = "first line\nvalue " + Planted.Examples[id].Miss + " tail\n";
        Assert.DoesNotContain(Scans.Run(RuleSet.BuiltIn, Encoding.ASCII.GetBytes(text)), found => Id(found.Rule) == id);
    }

    [Fact]
    public void Scan_NonAsciiNeighbour_IsAWordBoundary()
    {
        var bytes = Encoding.UTF8.GetBytes("é" + Planted.AwsKey + "é");
        var match = Assert.Single(Scans.Run(RuleSet.BuiltIn, bytes));
        Assert.Equal((2, 20), ((int)match.Offset, match.Length));
    }

    [Fact]
    public void Scan_LetterThatFoldsToAsciiInUnicode_DoesNotCount()
    {
        // U+212A, the Kelvin sign, equals k when a Unicode engine ignores case.
        var text = "to\u212Aen = '" + new string('a', 20) + "'";
        Assert.Empty(Scans.Run(RuleSet.BuiltIn, Encoding.UTF8.GetBytes(text)));
    }

    private static string Expression(string id) => RuleSet.BuiltIn.Rules.Single(rule => rule.Id == id).Regex;

    private static string Id(int rule) => RuleSet.BuiltIn.Rules[rule].Id;
}
