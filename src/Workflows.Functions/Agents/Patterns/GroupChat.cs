using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>Agents in one conversation; a moderator says who speaks next and when it is done.</summary>
public static class GroupChat
{
    private const int TurnsUsual = 8;

    private static readonly AnswerSchema Turn =
        Rounds.Schema("turn", """ "done":{"type":"boolean"},"next":{"type":"string"},"summary":{"type":"string"}""");

    /// <summary>Runs the pattern. A moderator that names nobody who is there passes the word round in order.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">Two agents or more; the first one moderates. <see cref="TeamRequest.Rounds"/> counts turns.</param>
    /// <returns>The moderator's summary, or the last word when the turns are used up.</returns>
    [Function(nameof(GroupChat))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 2, "a moderator and one agent or more") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var (moderator, speakers) = (request.Agents[0], request.Agents.Skip(1).ToList());
        var said = new List<AgentAnswer>();
        var turns = Rounds.Of(request, TurnsUsual);
        while (said.Count < turns)
        {
            var (turn, answer) = await team.AskForAsync<Moderation>(moderator,
                $"{request.Task}\n\n{Rounds.Said(said)}Who speaks next: {string.Join(", ", speakers)}? When all is said, set done and summarise.", Turn);
            if (turn is null)
                return Rounds.Result(team, answer, said, said.Count);
            if (turn.Done)
                return Rounds.Result(team, answer with { Text = turn.Summary }, said, said.Count);
            var next = speakers.Contains(turn.Next, StringComparer.Ordinal) ? turn.Next : speakers[said.Count % speakers.Count];
            said.Add(await team.AskAsync(next, $"{request.Task}\n\n{Rounds.Said(said)}It is your turn."));
        }

        return Rounds.Result(team, said[^1], said, said.Count);
    }

    private sealed record Moderation(bool Done, string Next, string Summary);
}
