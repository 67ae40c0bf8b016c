using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Functions.Agents;

namespace Workflows.Functions.Tests.Agents.Examples;

/// <summary>One agent answers, another checks the answer.</summary>
public static class SecondOpinion
{
    [Function(nameof(SecondOpinion))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var answer = await team.AskAsync(request.Agents[0], request.Task);
        var check = await team.AskAsync(request.Agents[1], $"{request.Task}\nSomebody answered: {answer.Text}\nIs that right?");
        return new TeamResult(answer.Text, check.Text) { Answers = [answer, check], Usage = team.Usage };
    }
}
