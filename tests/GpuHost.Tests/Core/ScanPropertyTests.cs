using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;

namespace GpuHost.Tests.Core;

public sealed class ScanPropertyTests
{
    // Rules with a validator find less than their expressions.
    private static readonly RuleSet Plain = RuleSet.BuiltIn.Without(
        [.. RuleSet.BuiltIn.Rules.Where(rule => rule.Validator is not null).Select(rule => rule.Id)]);

    private static readonly (string Id, Regex Regex)[] Reference = [.. Plain.Rules.Select(rule =>
        (rule.Id, new Regex(rule.Regex, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10))))];

    [Fact]
    public void Scan_AnyText_FindsWhatTheExpressionsFind() =>
        Prop.ForAll(Generated.Texts, text =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);

            // One character a byte; bytes outside ASCII become a character that is no letter, no digit and no space.
            var seen = string.Concat(bytes.Select(value => value < 128 ? (char)value : '\uFFFD'));
            var expected = Reference.SelectMany(
                rule => rule.Regex.Matches(seen).Select(match => (rule.Id, (long)match.Index, match.Length)));
            var actual = Scans.Run(Plain, bytes)
                .Select(match => (Plain.Rules[match.Rule].Id, match.Offset, match.Length));
            Assert.Equal(expected.Order(), actual.Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Scan_AnyWindowAndBlock_GivesTheSameMatches() =>
        Prop.ForAll(Generated.Texts, Gen.Choose(1, 300).ToArbitrary(), Gen.Choose(1, 200).ToArbitrary(), (text, window, block) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text + text + text);

            // 256 bytes cut some of the planted matches: where a match is cut must not depend on the window either.
            var limits = new ScanLimits { MatchBytesMax = 256 };
            var whole = Scans.Run(RuleSet.BuiltIn, bytes, limits with { WindowBytes = bytes.Length + 1024 });
            var tiny = Scans.Run(RuleSet.BuiltIn, bytes, limits with { WindowBytes = window }, block);
            Assert.Equal(whole, tiny);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
