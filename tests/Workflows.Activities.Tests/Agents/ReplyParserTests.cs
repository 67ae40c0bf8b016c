using Workflows.Activities.Agents;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Tests.Agents;

public sealed class ReplyParserTests
{
    [Theory]
    [InlineData("no json", AgentRound.Propose, "the answer is not JSON")]
    [InlineData("[1]", AgentRound.Propose, "not an object")]
    [InlineData("{}", AgentRound.Propose, "the list \"statements\" is missing")]
    [InlineData("{\"statements\":[{}]}", AgentRound.Propose, "the text \"text\" is missing")]
    [InlineData("{\"challenges\":[{\"statement\":\"S1\",\"verdict\":\"maybe\",\"reason\":\"r\"}]}", AgentRound.Challenge,
        "allowed are support, oppose")]
    [InlineData("{\"answers\":[]}", AgentRound.Answer, "the list \"votes\" is missing")]
    [InlineData("{\"entries\":[]}", AgentRound.Edit, "the text \"headline\" is missing")]
    [InlineData("{\"headline\":\"\",\"entries\":[{\"statements\":[1],\"text\":\"\"}]}", AgentRound.Edit, "must be ids")]
    public void TryParse_Malformed_SaysWhatIsWrong(string text, AgentRound round, string expected)
    {
        Assert.Null(ReplyParser.TryParse(text, AgentRole.Critic, round, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_Statements_ReadsSeverityAndCitationsOfRisks()
    {
        const string text = """{"statements":[{"text":"It\nbreaks.","severity":"HIGH","citations":[{"file":"a.cs","line":3},{"file":"b.cs","line":null},{"line":1},7]}]}""";

        var statement = Assert.Single(ReplyParser.TryParse(text, AgentRole.RiskReviewer, AgentRound.Propose, out _)!.Statements);

        Assert.Equal(("It breaks.", Severity.High, AgentRole.RiskReviewer), (statement.Text, statement.Severity, statement.Author));
        Assert.Equal([new Citation("a.cs", 3), new Citation("b.cs")], statement.Citations);
    }

    [Fact]
    public void TryParse_SummariserSeverity_IsIgnored() =>
        Assert.Null(Assert.Single(ReplyParser.TryParse(
            """{"statements":[{"text":"t","severity":"high","citations":[]}]}""", AgentRole.Summariser, AgentRound.Propose, out _)!.Statements).Severity);

    [Fact]
    public void TryParse_AHundredStatements_TakesTwelve()
    {
        var text = "{\"statements\":[" + string.Join(',', Enumerable.Repeat("""{"text":"t","citations":[]}""", 100)) + "]}";

        Assert.Equal(12, ReplyParser.TryParse(text, AgentRole.Summariser, AgentRound.Propose, out _)!.Statements.Count);
    }
}
