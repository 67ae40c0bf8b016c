using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>A writer writes, a critic accepts or says what is wrong, and the writer writes again.</summary>
public static class Reflection
{
    private const int DraftsUsual = 3;

    private static readonly AnswerSchema Review = Rounds.Schema("review", """ "accept":{"type":"boolean"},"problems":{"type":"string"}""");

    /// <summary>Runs the pattern.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The writer, then the critic. <see cref="TeamRequest.Rounds"/> counts drafts.</param>
    /// <returns>The draft that was accepted; else the last one, and what the critic still says against it.</returns>
    [Function(nameof(Reflection))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 2, "a writer and a critic") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var all = new List<AgentAnswer>();
        var (task, drafts) = (request.Task, Rounds.Of(request, DraftsUsual));
        for (var number = 1; ; number++)
        {
            var draft = await team.AskAsync(request.Agents[0], task);
            all.Add(draft);
            if (!draft.IsAnswered)
                return Rounds.Result(team, draft, all, number);
            var (review, criticism) = await team.AskForAsync<Opinion>(request.Agents[1],
                $"The task was: {request.Task}\n\n{Rounds.Said([draft])}Accept this, or say what is wrong with it.", Review);
            all.Add(criticism);
            if (review is null)
                return Rounds.Result(team, draft with { Problem = $"Nobody reviewed it: {criticism.Problem}" }, all, number);
            if (review.Accept)
                return Rounds.Result(team, draft, all, number);
            if (number == drafts)
                return Rounds.Result(team, draft with { Problem = $"The critic does not accept it: {review.Problems}" }, all, number);
            task = $"{request.Task}\n\n{Rounds.Said([draft])}The critic says: {review.Problems}\nWrite it again, whole.";
        }
    }

    private sealed record Opinion(bool Accept, string Problems);
}
