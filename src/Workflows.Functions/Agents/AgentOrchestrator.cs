using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Agents;

/// <summary>One agent at work: it asks its model, calls the tools that the model asks for, and stops at an answer or a limit.</summary>
public static class AgentOrchestrator
{
    /// <summary>
    /// Runs the agent. Every model call and every tool call is an activity of its own, so a crash repeats none that has ended. Deterministic.
    /// </summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The agent and its task.</param>
    /// <returns>How it ended; a failure is an answer too.</returns>
    [Function("Agent")]
    public static async Task<AgentAnswer> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, AgentRequest request)
    {
        var setup = request.Setup ?? (await AgentTeam.ResolveAsync(context, [request.Agent]))[0];
        if (setup.Problem is { } problem)
            return new AgentAnswer(request.Agent, AgentEnd.Failed, "") { Problem = problem };
        if (string.IsNullOrWhiteSpace(request.Task))
            return new AgentAnswer(request.Agent, AgentEnd.Failed, "") { Problem = "The task is empty: say what the agent shall do." };
        return await new AgentLoop(context, setup, request).RunAsync();
    }
}
