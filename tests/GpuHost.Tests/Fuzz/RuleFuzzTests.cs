using System.Text;
using System.Text.RegularExpressions;
using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Fuzz;

/// <summary>Rules files and their expressions: whatever they hold, they are read or refused with a line, and what is read means the same everywhere.</summary>
public sealed class RuleFuzzTests
{
    private const string Start = "format: workflows-rules/2\nrules:\n";
    private const string Symbols = "ab01 _-.|()[]{}?*+^$\\,:=!<>i&#~";

    private static readonly string[] Yaml =
    [
        "[", "]", "{", "}", "- ", "? ", ": ", "&a ", "*a", "!!binary ", "!x ", "|\n", ">-\n", "---\n", "...\n", "%YAML 1.1\n", "\t", "\u0085", "\u2028", "\0", "\uFEFF", "\uD800",
        "'", "\"", "\"\\x\"", "\"\\u12\"", "# ", "<<: ", "~", "null", "1e9", "\r\n", "\n  ", "\n", "@", "`", ",", "match: [", "regex: ", "id: a\n", "{ab*99999}", "{}", "entropy=", "rules:\n",
    ];

    [Fact]
    public void Parse_AnyDamageOfAFile_EndsInRulesOrInLinesThatAreWrong()
    {
        var good = Start + string.Concat(RuleSet.BuiltIn.Rules.Take(5).Select(rule =>
            $"  - id: {rule.Id}\n    severity: high\n    category: secret\n    description: 'One: two'\n    regex: '{rule.Regex.Replace("'", "''", StringComparison.Ordinal)}'\n"))
            + "  - {id: x, severity: low, category: personal, description: d, regex: 'x[0-9]{3}', validator: luhn, match: ['x{1*3}'], no_match: [\"x\", '{}']}\n";
        Rounds.Run(400, random =>
        {
            var text = new StringBuilder(good);
            for (var change = random.Next(1, 5); change > 0; change--)
            {
                var at = random.Next(text.Length);
                if (random.Next(3) == 0)
                    text.Remove(at, Math.Min(random.Next(1, 40), text.Length - at));
                text.Insert(Math.Min(at, text.Length), Yaml[random.Next(Yaml.Length)]);
            }

            Rounds.Bounded(() => IsRead(text.ToString()));
        });
    }

    [Fact]
    public void Parse_AnyExpression_IsReadOrRefused() => Rounds.Run(3_000, random =>
    {
        var regex = new string(random.GetItems(Symbols.AsSpan(), random.Next(1, 30)));
        if (random.Next(3) == 0)
            regex = Expression(random, 3).Insert(0, random.Next(2) == 0 ? "(?i)" : "") + regex;
        Rounds.Bounded(() => Compiled(regex));
    });

    [Fact]
    public void MatchAt_AnyExpression_MatchesWhatTheFrameworkDoes() => Rounds.Run(400, random =>
    {
        var regex = Expression(random, 3);
        if (Compiled(regex) is not { } program)
            return;
        var ignoresCase = random.Next(4) == 0;
        if (ignoresCase)
            program = Compiled("(?i)" + regex)!;
        var options = RegexOptions.ECMAScript | (ignoresCase ? RegexOptions.IgnoreCase : RegexOptions.None);      // ASCII only, as rules are
        var expected = new Regex($"(?:{regex})", options, TimeSpan.FromMinutes(5));
        var text = new string(random.GetItems("aAbB01 _-.\n".AsSpan(), random.Next(60)));
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var start = 0; start < bytes.Length; start++)
        {
            var steps = 10_000_000L;
            var length = new PatternMatcher(program, bytes).MatchAt(start, bytes.Length, ref steps);
            var match = expected.Match(text, start);
            if (steps >= 0)
                Assert.Equal((regex, text, start, match.Success && match.Index == start ? match.Length : -1), (regex, text, start, length));
        }
    });

    [Fact]
    public void Scan_AnyRules_FindsTheSameOnEveryTier() => Rounds.Run(60, random =>
    {
        var lines = new StringBuilder(Start);
        for (var rule = random.Next(1, 6); rule > 0; rule--)
            lines.Append($"  - {{id: r{rule}, severity: low, category: secret, description: d, regex: '{Expression(random, 3)}'}}\n");
        if (Rules(lines.ToString()) is not { } rules)
            return;
        var text = Encoding.ASCII.GetBytes(new string(random.GetItems("aAbB01 _-.\n".AsSpan(), random.Next(2_000))));
        var expected = ReferenceScan.Run(rules, text);
        foreach (var tier in TierSet.Present)
            Assert.Equal((tier, lines.ToString(), string.Join('\n', expected)), (tier, lines.ToString(), string.Join('\n', Scans.RunWhole(rules, text, tier))));
    });

    private static string Expression(Random random, int depth)
    {
        var parts = new StringBuilder();
        for (var count = random.Next(1, 5); count > 0; count--)
            parts.Append(Repeated(random, depth));
        return random.Next(4) == 0 && depth > 0 ? $"{parts}|{Expression(random, depth - 1)}" : parts.ToString();
    }

    private static string Repeated(Random random, int depth)
    {
        if (depth > 0 && random.Next(4) == 0)
        {
            var (group, times) = ($"(?:{Expression(random, depth - 1)})", Pick(random, "", "", "?", "{0,2}", "{1,3}", "{2}"));
            return CanBeEmpty(PatternParser.Parse(group)) ? group : group + times;      // docs/rules.md tells how turns that match nothing differ
        }

        if (random.Next(8) == 0)
            return "\\b";
        return Pick(random, "a", "b", "0", "_", "-", "\\.", ".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "[ab]", "[^a0]", "[a-b0-1_]", "[\\d_-]", "\\n")
            + Pick(random, "", "", "", "?", "*", "+", "{2}", "{1,}", "{0,3}", "{2,4}");
    }

    private static bool CanBeEmpty(PatternNode node) => node switch
    {
        OneOf => false,
        Repeat repeat => repeat.Min == 0 || CanBeEmpty(repeat.Body),
        Choice choice => choice.Options.Any(CanBeEmpty),
        Sequence sequence => sequence.Parts.All(CanBeEmpty),
        _ => true,
    };

    private static string Pick(Random random, params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];

    private static PatternProgram? Compiled(string regex)
    {
        try
        {
            var node = PatternParser.Parse(regex);
            var program = PatternProgram.Compile(node);
            Assert.NotEmpty(AnchorFinder.Find(node));
            return program;
        }
        catch (PatternException error)
        {
            Assert.NotEmpty(error.Message);
            return null;
        }
    }

    private static bool IsRead(string text) => Rules(text) is not null;

    private static RuleSet? Rules(string text)
    {
        try
        {
            return RuleSet.Parse(text, "mine.yaml");
        }
        catch (RuleFileException error)
        {
            Assert.StartsWith("mine.yaml, line ", error.Message, StringComparison.Ordinal);
            return null;
        }
    }
}
