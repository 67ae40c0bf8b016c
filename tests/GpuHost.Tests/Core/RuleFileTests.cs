using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

public sealed class RuleFileTests
{
    private const string Start = "workflows-rules/1\nid\tseverity\tcategory\tregex\tdescription\n";

    [Fact]
    public void Parse_GoodLines_KeepsTheirOrderAndSkipsComments()
    {
        var rules = RuleSet.Parse(Start + "# note\nb\thigh\tsecret\tb{2}\tTwo b\n\na\tInfo\tlicence\ta\tOne a\n", "mine.tsv").Rules;
        Assert.Equal([("b", Severity.High), ("a", Severity.Info)], rules.Select(rule => (rule.Id, rule.Severity)));
    }

    [Theory]
    [InlineData("a\thigh\tsecret\tx\n", "line 3: expected 5 columns")]
    [InlineData("A\thigh\tsecret\tx\tD\n", "line 3: the id 'A'")]
    [InlineData("a\thigh\tsecret\tx\tD\na\thigh\tsecret\tx\tD\n", "line 4: the id 'a' is taken by line 3")]
    [InlineData("a\turgent\tsecret\tx\tD\n", "the severity 'urgent'")]
    [InlineData("a\t3\tsecret\tx\tD\n", "the severity '3'")]
    [InlineData("a\thigh\tother\tx\tD\n", "the category 'other'")]
    [InlineData("a\thigh\tsecret\tx(\tD\n", "'(' without ')'")]
    [InlineData("a\thigh\tsecret\tx)\tD\n", "')' without '('")]
    [InlineData("a\thigh\tsecret\t[x\tD\n", "'[' without ']'")]
    [InlineData("a\thigh\tsecret\tx{3\tD\n", "'{' without '}'")]
    [InlineData("a\thigh\tsecret\tx{3,2}\tD\n", "lower bound")]
    [InlineData("a\thigh\tsecret\tx{3000}\tD\n", "up to 1000")]
    [InlineData("a\thigh\tsecret\tx+?\tD\n", "lazy")]
    [InlineData("a\thigh\tsecret\t(?=x)\tD\n", "only '(?:' groups")]
    [InlineData("a\thigh\tsecret\t^x\tD\n", "'^' is not supported")]
    [InlineData("a\thigh\tsecret\t(?:xy)+\tD\n", "upper bound")]
    [InlineData("a\thigh\tsecret\tx*\tD\n", "match nothing")]
    [InlineData("a\thigh\tsecret\té\tD\n", "ASCII")]
    [InlineData("a\thigh\tsecret\t\\1\tD\n", "'\\1' is not supported")]
    [InlineData("a\thigh\tsecret\t\\\tD\n", "at the end")]
    [InlineData("a\thigh\tsecret\t(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)(?:a|b)\tD\n", "ways to match")]
    [InlineData("a\thigh\tsecret\t(?:(?:ab){500}){500}\tD\n", "steps")]
    public void Parse_WrongLine_NamesItAndTheReason(string line, string expected)
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(Start + line, "mine.tsv"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("mine.tsv, line ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralWrongLines_NamesAll()
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(Start + "a\nb\n", "mine.tsv"));
        Assert.Contains("line 3", error.Message, StringComparison.Ordinal);
        Assert.Contains("line 4", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("workflows-rules/2\n", "line 1")]
    [InlineData("workflows-rules/1\nid\tregex\n", "line 2")]
    public void Parse_WrongHeader_NamesTheLine(string text, string expected)
    {
        var error = Assert.Throws<RuleFileException>(() => RuleSet.Parse(text, "mine.tsv"));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
