using System.Text;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Core;

public sealed class RuleScannerTests
{
    [Fact]
    public void Scan_MatchLongerThanTheBound_IsCut()
    {
        var rules = Rules("long", "start[a-z]{5,}");
        var matches = Scans.Run(rules, Encoding.ASCII.GetBytes("start" + new string('x', 1000)), new ScanLimits { MatchBytesMax = 100 });
        Assert.Equal(new RuleMatch(0, 0, 100, 1), Assert.Single(matches));
    }

    [Fact]
    public void Scan_MoreThanTheLimit_CountsTheRest()
    {
        var scanner = new RuleScanner(RuleSet.BuiltIn, new ScanLimits { FindingsMax = 10 }, TierSet.Best);
        for (var copy = 0; copy < 25; copy++)
            scanner.Feed(Encoding.ASCII.GetBytes(Planted.AwsKey + "\n"));
        scanner.Finish();
        Assert.Equal((10, 15), (scanner.Matches.Count, scanner.LeftOut));
        Assert.Equal(Enumerable.Range(1, 10), scanner.Matches.Select(match => match.Line));
    }

    [Fact]
    public void Scan_ManyMinorMatches_LeaveRoomForASecret()
    {
        var scanner = new RuleScanner(RuleSet.BuiltIn, new ScanLimits { FindingsMax = 8 }, TierSet.Best);
        var addresses = string.Concat(Enumerable.Repeat(Planted.Examples["email"].Match + "\n", 20));
        scanner.Feed(Encoding.ASCII.GetBytes(addresses + Planted.AwsKey));
        scanner.Finish();
        Assert.Equal((7, 14), (scanner.Matches.Count, scanner.LeftOut));
        Assert.Equal("aws-key", RuleSet.BuiltIn.Rules[scanner.Matches[^1].Rule].Id);
        Assert.Equal(21, scanner.Matches[^1].Line);
    }

    [Fact]
    public void Scan_ExpressionThatBacktracksTooMuch_IsGivenUpAndNamed()
    {
        var scanner = new RuleScanner(Rules("slow", @"[a-z]+[a-z]+[a-z]+1!\b"), new ScanLimits { StepsBase = 100_000 }, TierSet.Best);
        scanner.Feed(Encoding.ASCII.GetBytes(new string('a', 5000) + "1! "));
        scanner.Finish();
        Assert.Empty(scanner.Matches);
        Assert.Contains("'slow' was given up at byte 0", scanner.GivenUp, StringComparison.Ordinal);
    }

    [Fact]
    public void Scan_HostileInput_EndsWithTheRuleNamed()
    {
        var scanner = new RuleScanner(RuleSet.BuiltIn, new ScanLimits { StepsBase = 1_000_000, StepsPerByte = 16 }, TierSet.Best);
        scanner.Feed(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("-ey" + "J", 50_000)) + "\n" + Planted.AwsKey));
        scanner.Finish();
        Assert.Contains("'jwt'", scanner.GivenUp, StringComparison.Ordinal);
        Assert.Contains(scanner.Matches, match => RuleSet.BuiltIn.Rules[match.Rule].Id == "aws-key");
    }

    [Fact]
    public void Scan_AfterReset_RemembersNothing()
    {
        var scanner = new RuleScanner(RuleSet.BuiltIn, new ScanLimits { WindowBytes = 100, MatchBytesMax = 100 }, TierSet.Best);
        var text = Encoding.ASCII.GetBytes(new string('\n', 700) + Planted.AwsKey + " some.one" + "@mail.exam");
        scanner.Feed(text);
        scanner.Finish();
        var first = scanner.Matches.ToArray();
        scanner.Reset();
        scanner.Feed(text);
        scanner.Finish();
        Assert.Equal(first, scanner.Matches);
        Assert.Equal([701, 701], first.Select(match => match.Line));
    }

    private static RuleSet Rules(string id, string regex) => RuleSet.Parse(
        $"format: workflows-rules/2\nrules:\n  - {{id: {id}, severity: low, category: secret, description: Test, regex: '{regex}'}}\n", "test.yaml");
}
