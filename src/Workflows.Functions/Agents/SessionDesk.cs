using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Functions.Entities;

namespace Workflows.Functions.Agents;

/// <summary>The conversation that an agent goes on with, when its definition keeps one and the request names it. Deterministic.</summary>
internal sealed class SessionDesk(TaskOrchestrationContext context, AgentDefinition agent, string? session)
{
    private bool IsKept => agent.Memory.Session && !string.IsNullOrWhiteSpace(session);

    private EntityInstanceId Place => new(nameof(Session), $"{agent.Name}:{session}");

    public async Task<IReadOnlyList<ModelTurn>> LoadAsync()
    {
        if (!IsKept)
            return [];
        var said = await context.Entities.CallEntityAsync<List<Said>>(Place, nameof(Session.Last), agent.Memory.TurnsMax);
        return [.. said.Select(one => new ModelTurn(one.ByAgent ? TurnRole.Assistant : TurnRole.User, one.Text))];
    }

    public async Task<string> SearchAsync(string query)
    {
        if (!IsKept)
            return "This run goes on with no session.";
        var said = await context.Entities.CallEntityAsync<List<Said>>(Place, nameof(Session.Search), query);
        return said.Count == 0 ? "Nothing that was said fits." : string.Join('\n', said.Select(one => $"{(one.ByAgent ? "you" : "user")}: {one.Text}"));
    }

    public async Task SaveAsync(string task, string answer)
    {
        if (IsKept)
            await context.Entities.CallEntityAsync(Place, nameof(Session.Add), new Exchange(task, answer, context.CurrentUtcDateTime));
    }
}
