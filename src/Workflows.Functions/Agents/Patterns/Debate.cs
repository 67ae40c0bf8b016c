using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>Agents answer, see each other's answers, and answer again; a judge decides.</summary>
public static class Debate
{
    private const int RoundsUsual = 2;

    /// <summary>Runs the pattern.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">Three agents or more; the last one is the judge and takes no side.</param>
    /// <returns>The judge's answer, and all that was said.</returns>
    [Function(nameof(Debate))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 3, "two sides and a judge") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var sides = request.Agents.SkipLast(1).ToList();
        var said = new List<AgentAnswer>();
        IReadOnlyList<AgentAnswer> latest = [];
        var rounds = Rounds.Of(request, RoundsUsual);
        for (var round = 1; round <= rounds; round++)
        {
            var before = latest;
            var task = round == 1 ? request.Task
                : $"{request.Task}\n\n{Rounds.Said(before)}Round {round}: say where the others are wrong and why, then answer again.";
            latest = await team.AskAllAsync([.. sides.Select(side => (side, task))], Rounds.ParallelOf(request));
            said.AddRange(latest);
            if (latest.All(answer => !answer.IsAnswered))
                return Rounds.Result(team, latest[0], said, round);
        }

        var decision = await team.AskAsync(request.Agents[^1],
            $"{request.Task}\n\n{Rounds.Said(latest)}These are the last words of a debate. Decide, and say which arguments decided it.");
        return Rounds.Result(team, decision, [.. said, decision], rounds);
    }
}
