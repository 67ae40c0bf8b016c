using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>One agent after the other; each works on what the one before it made.</summary>
public static class Sequential
{
    /// <summary>Runs the pattern. The agents work in the order in which they are named; the first that gives no answer ends it.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">One agent or more.</param>
    /// <returns>The last one's answer.</returns>
    [Function(nameof(Sequential))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 1, "one agent or more") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var answers = new List<AgentAnswer>();
        foreach (var agent in request.Agents)
        {
            var task = answers.Count == 0 ? request.Task : $"{request.Task}\n\n{Rounds.Said(answers.TakeLast(1))}Work on what was said last.";
            answers.Add(await team.AskAsync(agent, task));
            if (!answers[^1].IsAnswered)
                break;
        }

        return Rounds.Result(team, answers[^1], answers, answers.Count);
    }
}
