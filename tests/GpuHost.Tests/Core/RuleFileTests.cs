using System.Text;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class RuleFileTests
{
    private const string Damage = ":-[]{}'\"&*!|> \n\t#%@a0";
    private const string Start = "format: workflows-rules/2\nrules:\n";

    [Fact]
    public void Parse_GoodRules_KeepsTheirOrder()
    {
        var rules = RuleSet.Parse(Start + Rule("b{2}", id: "b") + "# note\n" + Rule("a", id: "a", severity: "info"), "mine.yaml").Rules;
        Assert.Equal([("b", Severity.High), ("a", Severity.Info)], rules.Select(rule => (rule.Id, rule.Severity)));
    }

    [Theory]
    [InlineData("x(", "'(' without ')'")]
    [InlineData("x)", "')' without '('")]
    [InlineData("[x", "'[' without ']'")]
    [InlineData("x{3", "'{' without '}'")]
    [InlineData("x{3,2}", "lower bound")]
    [InlineData("x{3000}", "up to 1000")]
    [InlineData("x+?", "lazy")]
    [InlineData("(?=x)", "only '(?:' groups")]
    [InlineData("^x", "'^' is not supported")]
    [InlineData("(?:xy)+", "upper bound")]
    [InlineData("x*", "match nothing")]
    [InlineData("é", "ASCII")]
    [InlineData("\\1", "'\\1' is not supported")]
    [InlineData("\\", "at the end")]
    [InlineData("(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)", "ways to match")]
    [InlineData("(?:(?:ab){500}){500}", "steps")]
    public void Parse_WrongExpression_NamesLineAndReason(string regex, string expected)
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(Start + Rule(regex), "mine.yaml"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.yaml, line 7: the expression of 'a' is refused", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1: expected one mapping")]
    [InlineData("- a\n", "line 1: expected one mapping")]
    [InlineData("format: workflows-rules/1\nrules: []\n", "line 1: the format 'workflows-rules/1'")]
    [InlineData("format: workflows-rules/2\n", "line 1: the field 'rules' is missing")]
    [InlineData("format: workflows-rules/2\nrules: x\n", "line 2: the field 'rules' is a list")]
    [InlineData(Start + "  - x\n", "line 3: a rule is a mapping")]
    [InlineData(Start + "  - {id: a}\n", "line 3: the field 'regex' is missing")]
    [InlineData(Start + "  - {id: A, severity: low, category: secret, description: d, regex: x}\n", "line 3: the id 'A'")]
    [InlineData(Start + "  - {id: a, severity: urgent, category: secret, description: d, regex: x}\n", "the severity 'urgent'")]
    [InlineData(Start + "  - {id: a, severity: 3, category: secret, description: d, regex: x}\n", "the severity '3'")]
    [InlineData(Start + "  - {id: a, severity: low, category: other, description: d, regex: x}\n", "the category 'other'")]
    [InlineData(Start + "  - {id: a, severity: low, category: secret, description: d, regex: x, colour: red}\n", "the field 'colour'")]
    [InlineData(Start + "  - {id: a, severity: low, category: secret, description: d, regex: x, validator: sum}\n", "the validator 'sum'")]
    [InlineData(Start + "  - {id: a, severity: low, category: secret, description: d, regex: x, validator: entropy=9}\n", "'entropy=9'")]
    [InlineData(Start + "  - {id: a, severity: low, category: secret, description: d, regex: x, match: [y]}\n", "'a' does not match its example 'y'")]
    [InlineData(Start + "  - {id: a, severity: low, category: secret, description: d, regex: x, no_match: ['{x*3}']}\n", "'a' matches its example")]
    [InlineData("format: [\n", "this is not YAML")]
    [InlineData("format: &x workflows-rules/2\nrules: *x\n", "refer to each other")]
    public void Parse_WrongFile_NamesLineAndReason(string text, string expected)
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(text, "mine.yaml"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.yaml, line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralWrongRules_NamesAll()
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(Start + Rule("x(") + Rule("y", id: "b") + Rule("z", id: "b"), "mine.yaml"));
        Assert.Contains("line 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 13: the id 'b' is taken by line 8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_DeepNesting_IsRefusedWithoutTheStack()
    {
        var text = new string('[', 200_000);
        Assert.Contains("deep", Assert.Throws<RuleFileException>(() => RuleSet.Parse(text, "mine.yaml")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_HostileExpression_IsRefusedInBoundedMemory()
    {
        var groups = new string('(', 4_000) + "x" + new string(')', 4_000);
        Refused(Rule(groups), "more than 100 deep");
        Refused(Rule(new string('x', 3_000_000)), "more than 10,000 characters");
        Refused(Rule(string.Concat(Enumerable.Repeat("(?:", 90)) + string.Concat(Enumerable.Repeat("){1000}", 90)) + "*"), "repeated repetitions");
        Refused(Rule("x?" + string.Concat(Enumerable.Repeat("(?:", 90)) + string.Concat(Enumerable.Repeat("){1000}", 90))), "match nothing");
        Refused(Rule("(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)" + new string('x', 1_000)), "too many long ways");
    }

    [Fact]
    public void Parse_HostileExamples_AreRefusedInBoundedMemory()
    {
        var huge = string.Concat(Enumerable.Repeat("{x*9999}", 100_000));
        Refused($"  - {{id: a, severity: low, category: secret, description: d, regex: 'x', match: ['{huge}']}}\n", "more than 65,536 bytes");
        Refused($"  - {{id: a, severity: low, category: secret, description: d, regex: 'x', match: [{string.Join(',', Enumerable.Repeat("x", 101))}]}}\n", "more than 100 examples");
        Refused("  - {id: a, severity: low, category: secret, description: d, regex: 'x[xy]*[xy]*[xy]*z', no_match: ['{x*9999}']}\n", "too many steps");
    }

    [Fact]
    public void Parse_MoreRulesThanAScanHolds_AreRefused()
    {
        Refused(string.Concat(Enumerable.Range(0, 1_001).Select(rule => Rule("x", id: $"a{rule}"))), "1001 rules are more than the 1000");
        Refused(string.Concat(Enumerable.Range(0, 120).Select(rule => Rule(Ways("abcdefgh"), id: $"a{rule}"))), "more than 5,000 ways");
    }

    [Fact]
    public void Scan_HundredsOfAnchors_FindsTheSameOnEveryTier()
    {
        var random = new Random(5);
        var words = Enumerable.Range(0, 3).Select(_ => new string(random.GetItems("abcdefghijklmnop".AsSpan(), 8))).ToList();
        var rules = RuleSet.Parse(Start + string.Concat(words.Select((word, rule) => Rule(Ways(word), id: $"a{rule}"))), "mine.yaml");
        Assert.True(rules.Rules.Sum(rule => rule.Anchors.Count) > 600);
        var text = Encoding.ASCII.GetBytes(string.Join("noise", Enumerable.Range(0, 300).Select(_ => words[random.Next(words.Count)][random.Next(2)..])));
        var expected = ReferenceScan.Run(rules, text);
        Assert.NotEmpty(expected);
        foreach (var tier in GpuHost.Core.Tiers.TierSet.Present)
            Assert.Equal(expected, Scans.RunWhole(rules, text, tier));
    }

    // Two choices at each of eight places: 256 ways to match.
    private static string Ways(string letters) => string.Concat(letters.Select(letter => $"(?:{letter}|{(char)(letter + 1)})"));

    private static void Refused(string rules, string reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(Start + rules, "mine.yaml"));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.yaml, line ", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 512L * 1024 * 1024);
    }

    [Fact]
    public void Parse_AnyDamage_EndsInRulesOrInAnError()
    {
        var random = new Random(11);
        var good = Start + Rule("x[0-9]{3}", id: "a") + Rule("y", id: "b");
        for (var round = 0; round < 500; round++)
        {
            var text = new StringBuilder(good);
            for (var change = random.Next(1, 5); change > 0; change--)
                text[random.Next(text.Length)] = Damage[random.Next(Damage.Length)];
            try
            {
                Assert.NotNull(RuleSet.Parse(text.ToString(), "mine.yaml"));
            }
            catch (RuleFileException error)
            {
                Assert.StartsWith("mine.yaml, line ", error.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("luhn", "4111 1111 1111 1111", true)]
    [InlineData("luhn", "4111 1111 1111 1112", false)]
    [InlineData("luhn", "5500-0000-0000-0004", true)]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00", true)]
    [InlineData("iban", "GB82WEST12345698765432", true)]
    [InlineData("iban", "GB82WEST12345698765431", false)]
    [InlineData("iban", "NO9386011117947", true)]
    [InlineData("iban", "DE89 3704 0044 0532 0130", false)]
    [InlineData("iban", "ZZ89 3704 0044 0532 0130 00", false)]
    [InlineData("entropy=3", "abababababababab", false)]
    [InlineData("entropy=3", "abcdefghijklmnop", true)]
    public void Validate_Text_IsJudged(string validator, string text, bool expected) =>
        Assert.Equal(expected, Validators.Find(validator)!.IsValid(Encoding.ASCII.GetBytes(text), text.Length));

    [Theory]
    [InlineData("ccard", "4111 1111 1111 1111", "4111 1111 1111 1112")]
    [InlineData("iban", "DE89 3704 0044 0532 0130 00", "DE88 3704 0044 0532 0130 00")]
    public void Scan_WrongCheckDigit_IsNoFinding(string id, string right, string wrong)
    {
        Assert.Contains(Scans.Run(RuleSet.BuiltIn, Encoding.ASCII.GetBytes(right)), match => RuleSet.BuiltIn.Rules[match.Rule].Id == id);
        Assert.DoesNotContain(Scans.Run(RuleSet.BuiltIn, Encoding.ASCII.GetBytes(wrong)), match => RuleSet.BuiltIn.Rules[match.Rule].Id == id);
    }

    private static string Rule(string regex, string id = "a", string severity = "high") =>
        $"  - id: {id}\n    severity: {severity}\n    category: secret\n    description: One\n    regex: '{regex}'\n";
}
