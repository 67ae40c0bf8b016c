using Microsoft.Azure.Functions.Worker;
using Workflows.Activities.Agents.Definitions;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.Agents;

/// <summary>Reads agents as they are defined now; what it returns stands in the run's history, so the run keeps it.</summary>
/// <param name="catalog">Has the definitions.</param>
/// <param name="tools">Describes their tools.</param>
public sealed class ResolveAgentsActivity(AgentCatalog catalog, IToolRegistry tools)
{
    /// <summary>Resolves agents by name.</summary>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each name, in their order; one that cannot run says why.</returns>
    [Function("ResolveAgents")]
    public async Task<IReadOnlyList<AgentSetup>> RunAsync([ActivityTrigger] IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var setups = new List<AgentSetup>();
        foreach (var name in names)
            setups.Add(await ResolveAsync(name, cancellationToken));
        return setups;
    }

    private async Task<AgentSetup> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (catalog.Find(name) is not { } definition)
        {
            var known = string.Join(", ", catalog.All.Select(agent => agent.Name));
            return new AgentSetup(new AgentDefinition(name, ""), [])
            {
                Problem = $"There is no agent '{name}'; there are {known}. Add {name}.yaml to the folder that Agents:Folder names.",
            };
        }

        var found = new List<ModelTool>();
        var missing = new List<string>();
        foreach (var tool in definition.Tools.Where(tool => !LoopTools.Names.Contains(tool)))
        {
            if (await tools.FindAsync(tool, cancellationToken) is { } known)
                found.Add(new ModelTool(known.Name, known.Description, known.InputSchema));
            else
                missing.Add(tool);
        }

        return new AgentSetup(definition, found)
        {
            Problem = missing.Count == 0 ? null : await ExplainAsync(name, missing, cancellationToken),
            Known = definition.Tools.Contains(LoopTools.SendMessage) ? [.. catalog.All.Select(agent => agent.Name)] : null,
        };
    }

    private async Task<string> ExplainAsync(string agent, List<string> missing, CancellationToken cancellationToken)
    {
        var problems = await tools.ProblemsAsync(cancellationToken);
        var sources = problems.Count == 0 ? "" : " " + string.Join(" ", problems);
        return $"The agent '{agent}' needs tools that nobody offers: {string.Join(", ", missing)}. Correct its file, or add what offers them.{sources}";
    }
}
