using Workflows.Contracts.Files;

namespace Workflows.Contracts.Review;

/// <summary>What an agent answered; which lists are filled depends on the round.</summary>
public sealed record AgentReply
{
    /// <summary>Round <see cref="AgentRound.Propose"/>: new statements, without ids.</summary>
    public IReadOnlyList<Statement> Statements { get; init; } = [];

    /// <summary>Round <see cref="AgentRound.Challenge"/>: a verdict on each statement.</summary>
    public IReadOnlyList<Challenge> Challenges { get; init; } = [];

    /// <summary>Round <see cref="AgentRound.Answer"/>: answers to challenges of the agent's own statements.</summary>
    public IReadOnlyList<Answer> Answers { get; init; } = [];

    /// <summary>Round <see cref="AgentRound.Answer"/>: votes on the other author's statements.</summary>
    public IReadOnlyList<Vote> Votes { get; init; } = [];

    /// <summary>Round <see cref="AgentRound.Edit"/>: one sentence on the whole group.</summary>
    public string Headline { get; init; } = "";

    /// <summary>Round <see cref="AgentRound.Edit"/>: the kept statements in reading order, merged and worded.</summary>
    public IReadOnlyList<Edited> Entries { get; init; } = [];
}

/// <summary>A sentence about files, with the places that show it.</summary>
/// <param name="Id">Name within its group, S1… from the summariser and R1… from the risk reviewer; empty until the workflow gives
/// it.</param>
/// <param name="Author">Who says it.</param>
/// <param name="Text">One or two sentences.</param>
/// <param name="Citations">Where it can be checked; at least one.</param>
public sealed record Statement(string Id, AgentRole Author, string Text, IReadOnlyList<Citation> Citations)
{
    /// <summary>For a risk, how bad it is; otherwise null.</summary>
    public Severity? Severity { get; init; }
}

/// <summary>A place in a file.</summary>
/// <param name="File">Path relative to the reviewed folder, '/' between its parts.</param>
/// <param name="Line">Line, from 1; null means the file as a whole.</param>
public sealed record Citation(string File, int? Line = null);

/// <summary>For or against a statement.</summary>
public enum Verdict
{
    /// <summary>The cited places show it.</summary>
    Support = 0,

    /// <summary>They do not, or not in this generality.</summary>
    Oppose = 1,
}

/// <summary>The critic's verdict on one statement.</summary>
/// <param name="Statement">Id of the statement.</param>
/// <param name="Verdict">For or against.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record Challenge(string Statement, Verdict Verdict, string Reason);

/// <summary>What an author does with a challenged statement.</summary>
public enum AnswerAction
{
    /// <summary>Stands by it, with more evidence.</summary>
    Defend = 0,

    /// <summary>Says less, or says it differently.</summary>
    Revise = 1,

    /// <summary>Takes it back.</summary>
    Withdraw = 2,
}

/// <summary>An author's answer to a challenge.</summary>
/// <param name="Statement">Id of the author's own statement.</param>
/// <param name="Action">What becomes of it.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record Answer(string Statement, AnswerAction Action, string Reason)
{
    /// <summary>The revised text; null keeps the old one.</summary>
    public string? Text { get; init; }

    /// <summary>The revised severity; null keeps the old one.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Further evidence, added to the statement's citations.</summary>
    public IReadOnlyList<Citation> Citations { get; init; } = [];
}

/// <summary>One voice on one statement.</summary>
/// <param name="Statement">Id of the statement.</param>
/// <param name="Voter">Whose voice.</param>
/// <param name="Verdict">For or against.</param>
/// <param name="Reason">Why, in one sentence.</param>
public sealed record Vote(string Statement, AgentRole Voter, Verdict Verdict, string Reason);

/// <summary>One entry of the editor's text.</summary>
/// <param name="Statements">Ids of the statements it merges; their citations are the entry's.</param>
/// <param name="Text">One or two sentences.</param>
public sealed record Edited(IReadOnlyList<string> Statements, string Text);
