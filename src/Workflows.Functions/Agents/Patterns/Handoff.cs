using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>One agent at a time has the task; it answers, or hands it over to the one that fits better.</summary>
public static class Handoff
{
    private const int HandoversUsual = 6;

    /// <summary>Runs the pattern. After the last handover nobody may hand over any more, so the task is answered and not passed round.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">One agent or more; the first one begins. <see cref="TeamRequest.Rounds"/> counts handovers.</param>
    /// <returns>The answer of whoever had the task last.</returns>
    [Function(nameof(Handoff))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 1, "one agent or more") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var handovers = Rounds.Of(request, HandoversUsual);
        var answers = new List<AgentAnswer>();
        var (holder, task) = (request.Agents[0], request.Task);
        while (true)
        {
            var others = answers.Count < handovers ? request.Agents.Where(agent => agent != holder).Select(team.Contact).ToList() : [];
            var answer = await team.AskAsync(holder, task, asked => asked with { Handoffs = others });
            answers.Add(answer);
            if (answer.HandoffTo is not { } next)
                return Rounds.Result(team, answer, answers, answers.Count - 1);
            task = $"{request.Task}\n\n{answer.Agent} hands this over to you: {answer.Text}";
            holder = next;
        }
    }
}
