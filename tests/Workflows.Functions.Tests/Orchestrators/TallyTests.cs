using Workflows.Contracts.Files;
using Workflows.Contracts.Review;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Tests.Orchestrators;

public sealed class TallyTests
{
    private static readonly CitationCheck Citations = new(new Dictionary<string, int>(StringComparer.Ordinal) { ["a.cs"] = 10 });

    private static readonly Statement Risk = new("R1", AgentRole.RiskReviewer, "It breaks.",
        [new Citation("a.cs", 3)]) { Severity = Severity.High };

    [Fact]
    public void Count_CriticAndPeerOppose_Drops()
    {
        var one = CountRisk(Verdict.Oppose, Verdict.Oppose, answer: null);

        Assert.Equal((1, 2, false, true), (one.Support, one.Oppose, one.Kept, one.Disputed));
    }

    [Fact]
    public void Count_OnlyCriticOpposes_KeepsAndIsDisputed()
    {
        var one = CountRisk(Verdict.Oppose, Verdict.Support, answer: null);

        Assert.Equal((2, 1, true, true), (one.Support, one.Oppose, one.Kept, one.Disputed));
    }

    [Fact]
    public void Count_Tie_Drops()
    {
        var one = CountRisk(Verdict.Oppose, peer: null, answer: null);

        Assert.False(one.Kept);
    }

    [Fact]
    public void Count_Withdrawn_DropsWithoutDispute()
    {
        var one = CountRisk(Verdict.Support, Verdict.Support, new Answer("R1", AnswerAction.Withdraw, "Wrong."));

        Assert.True(one is { Kept: false, Withdrawn: true, Disputed: false });
    }

    [Fact]
    public void Count_Revised_HasNewTextSeverityAndOnlyValidCitations()
    {
        var one = CountRisk(Verdict.Oppose, Verdict.Support, new Answer("R1", AnswerAction.Revise, "Less.")
        {
            Text = "It may break.",
            Severity = Severity.Low,
            Citations = [new Citation("a.cs", 9), new Citation("a.cs", 99), new Citation("b.cs", 1)],
        });

        Assert.Equal(("It may break.", Severity.Low), (one.Statement.Text, one.Statement.Severity));
        Assert.Equal([new Citation("a.cs", 3), new Citation("a.cs", 9)], one.Statement.Citations);
    }

    [Fact]
    public void Count_AuthorVotesForItself_CountsOnce()
    {
        var replies = new Dictionary<AgentRole, AgentReply>
        {
            [AgentRole.RiskReviewer] = new() { Votes = [new Vote("R1", AgentRole.RiskReviewer, Verdict.Support, "mine"),
                new Vote("R1", AgentRole.Critic, Verdict.Support, "posing")] },
        };

        Assert.Equal(1, Assert.Single(Tally.Count([Risk], [], replies, Citations)).Support);
    }

    [Theory]
    [InlineData("a.cs", 10, null)]
    [InlineData("a.cs", 11, "cites a line that the file does not have")]
    [InlineData("a.cs", 0, "cites a line that the file does not have")]
    [InlineData("../a.cs", 1, "cites a file that is not in the group")]
    public void Objection_ToCitation_NamesWhatIsWrong(string file, int line, string? expected) =>
        Assert.Equal(expected, Citations.Objection(new Citation(file, line)));

    [Fact]
    public void Admit_MixedStatements_KeepsTheCitedAndCountsTheRest()
    {
        var dropped = new DropCount();

        var admitted = Citations.Admit(
            [Risk with { Citations = [] }, Risk, Risk with { Citations = [new Citation("x", 1)] }, Risk with { Text = " " }], "R", dropped);

        Assert.Equal("R1", Assert.Single(admitted).Id);
        Assert.Equal(
            [new DroppedCount("cites a file that is not in the group", 1), new DroppedCount("cites nothing", 1),
                new DroppedCount("has no text", 1)], dropped.Counts);
    }

    [Fact]
    public void Merge_EditorForgetsAndInvents_KeepsWhatVotesKept()
    {
        var summary = new Tallied(new Statement("S1", AgentRole.Summariser, "It sells books.", [new Citation("a.cs", 1)]), [],
            Withdrawn: false);
        var risk = new Tallied(Risk, [], Withdrawn: false);

        var (texts, risks) = Edition.Merge([summary, risk], [new Edited(["S1", "S9"], "A shop."), new Edited(["S8"], "Invented.")]);

        Assert.Equal("A shop.", Assert.Single(texts).Text);
        Assert.Equal("It breaks.", Assert.Single(risks).Text);
    }

    private static Tallied CountRisk(Verdict critic, Verdict? peer, Answer? answer)
    {
        var replies = new Dictionary<AgentRole, AgentReply> { [AgentRole.RiskReviewer] = new() { Answers = answer is null ? []
            : [answer] } };
        if (peer is { } verdict)
            replies[AgentRole.Summariser] = new AgentReply { Votes = [new Vote("R1", AgentRole.Summariser, verdict, "peer")] };
        return Assert.Single(Tally.Count([Risk], [new Challenge("R1", critic, "critic")], replies, Citations));
    }
}
