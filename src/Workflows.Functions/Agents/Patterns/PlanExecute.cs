using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>A planner cuts the task into steps, an executor does them, and the planner looks again: it is done, or there is a new plan.</summary>
public static class PlanExecute
{
    private const int PlansUsual = 3;
    private const int StepsMax = 12;        // a longer plan is one that nobody thought through

    private static readonly AnswerSchema Plan = Rounds.Schema("plan",
        """ "done":{"type":"boolean"},"answer":{"type":"string"},"steps":{"type":"array","items":{"type":"string"}}""");

    /// <summary>Runs the pattern. A step that fails ends its plan, and the planner sees why.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The planner, then the executor. <see cref="TeamRequest.Rounds"/> counts plans.</param>
    /// <returns>The planner's answer.</returns>
    [Function(nameof(PlanExecute))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 2, "a planner and an executor") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var (planner, executor) = (request.Agents[0], request.Agents[1]);
        var done = new List<AgentAnswer>();
        var plans = Rounds.Of(request, PlansUsual);
        for (var round = 1; ; round++)
        {
            var last = round > plans ? "There is no time for another plan: set done and answer with what there is."
                : "Plan the steps that are still needed, or set done and answer.";
            var (plan, answer) = await team.AskForAsync<Steps>(planner, $"{request.Task}\n\n{Rounds.Said(done)}{last}", Plan);
            if (plan is null)
                return Rounds.Result(team, answer, done, round - 1);
            if (plan.Done || plan.Items.Count == 0 || round > plans)
                return Rounds.Result(team, answer with { Text = plan.Answer }, [.. done, answer], round - 1);
            await ExecuteAsync(team, executor, request.Task, plan.Items, done);
        }
    }

    private static async Task ExecuteAsync(AgentTeam team, string executor, string task, IReadOnlyList<string> steps, List<AgentAnswer> done)
    {
        foreach (var step in steps.Take(StepsMax))
        {
            done.Add(await team.AskAsync(executor, $"The whole task: {task}\n\n{Rounds.Said(done)}Your step: {step}"));
            if (!done[^1].IsAnswered)
                return;
        }
    }

    private sealed record Steps(bool Done, string Answer, [property: System.Text.Json.Serialization.JsonPropertyName("steps")] IReadOnlyList<string> Items);
}
