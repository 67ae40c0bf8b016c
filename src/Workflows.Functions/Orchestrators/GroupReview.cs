using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>What the agents made of one group.</summary>
internal sealed record GroupOutcome(GroupReport Report, IReadOnlyList<Disagreement> Disagreements);

/// <summary>The rounds of one group: propose, challenge, answer and vote, edit.</summary>
internal sealed class GroupReview(AgentDesk desk, FileGroup group, string root)
{
    private const int LaterFilesMax = 24;       // after the first round agents need the cited files and a few more to find a second place

    private readonly IReadOnlyList<GroupFile> offered = group.Offer();
    private readonly CitationCheck citations = group.Citations();

    public async Task<GroupOutcome> RunAsync(DropCount dropped)
    {
        var report = new GroupReport(group.Name, group.Files.Count, group.Files.Sum(file => file.Size)) { FilesOffered = offered.Count };
        if (offered.Count == 0)
            return new GroupOutcome(report, []);

        var statements = await ProposeAsync(dropped);
        if (statements.Count == 0)
            return new GroupOutcome(report, []);

        var challenges = await ChallengeAsync(statements);
        var replies = await AnswerAsync(statements, challenges);
        var tallied = Tally.Count(statements, challenges, replies, citations);
        Count(tallied, dropped);
        var disagreements = tallied.Where(one => one.Disputed).Select(one =>
            new Disagreement(group.Name, one.Statement, one.Kept, one.Votes)).ToList();

        var kept = tallied.Where(one => one.Kept).ToList();
        var merge = TaskFor(AgentRole.Editor, AgentRound.Edit) with { Statements = [.. kept.Select(one => one.Statement)], Files = [] };
        var edition = kept.Count == 0 ? null : await desk.AskAsync(merge);
        var (summary, risks) = Edition.Merge(kept, edition?.Entries ?? []);
        return new GroupOutcome(report with { Headline = edition?.Headline ?? "", Summary = summary, Risks = risks }, disagreements);
    }

    private async Task<IReadOnlyList<Statement>> ProposeAsync(DropCount dropped)
    {
        var summary = desk.AskAsync(TaskFor(AgentRole.Summariser, AgentRound.Propose) with { Files = offered });
        var risks = desk.AskAsync(TaskFor(AgentRole.RiskReviewer, AgentRound.Propose) with { Files = offered });
        await Task.WhenAll(summary, risks);
        return
        [
            .. citations.Admit((await summary)?.Statements ?? [], "S", dropped),
            .. citations.Admit((await risks)?.Statements ?? [], "R", dropped),
        ];
    }

    private async Task<IReadOnlyList<Challenge>> ChallengeAsync(IReadOnlyList<Statement> statements)
    {
        var task = TaskFor(AgentRole.Critic, AgentRound.Challenge) with { Files = FilesFor(statements), Statements = statements };
        return (await desk.AskAsync(task))?.Challenges ?? [];
    }

    private async Task<IReadOnlyDictionary<AgentRole, AgentReply>> AnswerAsync(IReadOnlyList<Statement> statements,
        IReadOnlyList<Challenge> challenges)
    {
        var task = TaskFor(AgentRole.Summariser, AgentRound.Answer) with { Files = FilesFor(statements), Statements = statements,
            Challenges = challenges };
        var authors = new[] { AgentRole.Summariser, AgentRole.RiskReviewer };
        var replies = await Task.WhenAll(authors.Select(author => desk.AskAsync(task with { Role = author })));
        return authors.Zip(replies).Where(pair => pair.Second is not null).ToDictionary(pair => pair.First, pair => pair.Second!);
    }

    private AgentTask TaskFor(AgentRole role, AgentRound round) =>
        new(role, round, root, group.Name) { FilesInGroup = group.Files.Count };

    private IReadOnlyList<GroupFile> FilesFor(IReadOnlyList<Statement> statements)
    {
        var cited = statements.SelectMany(statement => statement.Citations).Select(place => place.File).ToHashSet(StringComparer.Ordinal);
        return [.. offered.Where(file => cited.Contains(file.Path)), .. offered.Where(file => !cited.Contains(file.Path))
            .Take(LaterFilesMax)];
    }

    private static void Count(IReadOnlyList<Tallied> tallied, DropCount dropped)
    {
        foreach (var one in tallied.Where(one => !one.Kept))
            dropped.Add(one.Withdrawn ? "withdrawn by its author" : "voted down");
    }
}
