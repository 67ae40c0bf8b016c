using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Review;
using Workflows.Functions.Agents;

namespace Workflows.Functions.Orchestrators;

/// <summary>The review's agents as their files define them; read once, so that a run keeps the versions it began with.</summary>
internal sealed class ReviewTeam
{
    private static readonly (AgentRole Role, string Agent)[] Members =
    [
        (AgentRole.Summariser, "review-summariser"), (AgentRole.RiskReviewer, "review-risks"),
        (AgentRole.Critic, "review-critic"), (AgentRole.Editor, "review-editor"),
    ];

    private readonly Dictionary<AgentRole, AgentSetup> setups;

    private ReviewTeam(Dictionary<AgentRole, AgentSetup> setups) => this.setups = setups;

    public static async Task<ReviewTeam> GatherAsync(TaskOrchestrationContext context)
    {
        var found = await AgentTeam.ResolveAsync(context, [.. Members.Select(member => member.Agent)]);
        return new ReviewTeam(Members.Zip(found).ToDictionary(pair => pair.First.Role, pair => pair.Second));
    }

    /// <summary>Why an agent cannot be asked; null when it can.</summary>
    public string? Problem(AgentRole role) => setups[role].Problem;

    /// <summary>The task with what the agent's definition says: its instructions, and its model unless the run names one.</summary>
    public AgentTask Brief(AgentTask task)
    {
        var definition = setups[task.Role].Definition;
        return task with { Instructions = definition.Instructions, Model = task.Model ?? definition.Model.Name };
    }
}
