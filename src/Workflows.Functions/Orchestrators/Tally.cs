using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>A statement with all voices on it.</summary>
/// <param name="Statement">As it stands after its author's answer.</param>
/// <param name="Votes">Author, critic and peer, as far as each spoke.</param>
/// <param name="Withdrawn">Whether its author took it back.</param>
internal sealed record Tallied(Statement Statement, IReadOnlyList<Vote> Votes, bool Withdrawn)
{
    public int Support => Votes.Count(vote => vote.Verdict == Verdict.Support);

    public int Oppose => Votes.Count(vote => vote.Verdict == Verdict.Oppose);

    /// <summary>Kept when more voices are for it than against it. A withdrawn statement is never kept.</summary>
    public bool Kept => !Withdrawn && Support > Oppose;

    /// <summary>Voices differ, and the author stands by it.</summary>
    public bool Disputed => !Withdrawn && Support > 0 && Oppose > 0;
}

/// <summary>Counts votes. Pure: no model decides what is kept.</summary>
internal static class Tally
{
    /// <summary>Tallies every statement.</summary>
    /// <param name="statements">Statements with ids.</param>
    /// <param name="challenges">The critic's verdicts; the first on a statement counts.</param>
    /// <param name="replies">The authors' second round; an author's vote on its own statement does not count, and only the first on each
    /// does.</param>
    /// <param name="citations">Checks further evidence.</param>
    public static IReadOnlyList<Tallied> Count(
        IReadOnlyList<Statement> statements, IReadOnlyList<Challenge> challenges,
        IReadOnlyDictionary<AgentRole, AgentReply> replies, CitationCheck citations) =>
        [.. statements.Select(statement => CountOne(statement, challenges, replies, citations))];

    private static Tallied CountOne(
        Statement statement, IReadOnlyList<Challenge> challenges, IReadOnlyDictionary<AgentRole, AgentReply> replies,
            CitationCheck citations)
    {
        var challenge = challenges.FirstOrDefault(verdict => verdict.Statement == statement.Id);
        var answer = replies.GetValueOrDefault(statement.Author)?.Answers.FirstOrDefault(given => given.Statement == statement.Id);
        var votes = new List<Vote>();
        if (answer?.Action != AnswerAction.Withdraw)
            votes.Add(new Vote(statement.Id, statement.Author, Verdict.Support, answer?.Reason ?? "Its author."));
        if (challenge is not null)
            votes.Add(new Vote(statement.Id, AgentRole.Critic, challenge.Verdict, challenge.Reason));
        foreach (var (voter, reply) in replies.OrderBy(entry => entry.Key))
        {
            if (voter != statement.Author && reply.Votes.FirstOrDefault(vote => vote.Statement == statement.Id) is { } vote)
                votes.Add(vote with { Voter = voter });
        }

        return new Tallied(Revise(statement, answer, citations), votes, answer?.Action == AnswerAction.Withdraw);
    }

    private static Statement Revise(Statement statement, Answer? answer, CitationCheck citations) => answer?.Action switch
    {
        AnswerAction.Defend => statement with { Citations = [.. statement.Citations.Union(citations.Valid(answer.Citations))] },
        AnswerAction.Revise => statement with
        {
            Text = string.IsNullOrWhiteSpace(answer.Text) ? statement.Text : answer.Text,
            Severity = statement.Severity is null ? null : answer.Severity ?? statement.Severity,
            Citations = [.. statement.Citations.Union(citations.Valid(answer.Citations))],
        },
        _ => statement,
    };
}
