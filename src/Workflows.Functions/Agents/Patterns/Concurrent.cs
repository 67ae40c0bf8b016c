using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>All agents at once on the same task; their answers become one by merging, by vote or by a judge.</summary>
public static class Concurrent
{
    private static readonly Contracts.Models.AnswerSchema Choice =
        Rounds.Schema("choice", """ "best":{"type":"integer","minimum":1},"reason":{"type":"string"}""");

    /// <summary>
    /// Runs the pattern. With <c>vote</c> all agents answer and the most frequent answer wins, the earlier one of equals; with <c>merge</c>
    /// (the default) the last agent makes one answer of the others', with <c>judge</c> it chooses one.
    /// </summary>
    /// <param name="context">The run.</param>
    /// <param name="request">Two agents or more; the last one is the merger or judge.</param>
    /// <returns>The one answer, and all.</returns>
    [Function(nameof(Concurrent))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        var how = request.How.Length == 0 ? "merge" : request.How.ToLowerInvariant();
        if (Rounds.Problem(request, 2, "two agents or more") is { } problem)
            return new TeamResult("", problem);
        if (how is not ("merge" or "vote" or "judge"))
            return new TeamResult("", $"Answers cannot become one by '{request.How}': choose merge, vote or judge.");
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var workers = how == "vote" ? request.Agents : [.. request.Agents.SkipLast(1)];
        var answers = await team.AskAllAsync([.. workers.Select(agent => (agent, request.Task))], Rounds.ParallelOf(request));
        var usable = answers.Where(answer => answer.IsAnswered).ToList();
        if (usable.Count == 0)
            return Rounds.Result(team, answers[0], answers, 1);
        return how switch
        {
            "vote" => Rounds.Result(team, Winner(usable), answers, 1),
            "judge" => await JudgeAsync(team, request, usable, answers),
            _ => Rounds.Result(team, await team.AskAsync(request.Agents[^1],
                $"{request.Task}\n\n{Rounds.Said(usable)}Make one answer of these. Keep what they agree on, and say where they differ."), answers, 1),
        };
    }

    /// <summary>The most frequent answer; wording that differs in case and space only is the same. Pure.</summary>
    internal static AgentAnswer Winner(IReadOnlyList<AgentAnswer> answers) =>
        answers.GroupBy(answer => string.Join(' ', answer.Text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .MaxBy(group => group.Count())!.First();

    private static async Task<TeamResult> JudgeAsync(AgentTeam team, TeamRequest request, List<AgentAnswer> usable, IReadOnlyList<AgentAnswer> all)
    {
        var (choice, answer) = await team.AskForAsync<Verdict>(request.Agents[^1],
            $"{request.Task}\n\n{Rounds.Said(usable)}Choose the best of these by its number.", Choice);
        if (choice is null || choice.Best > usable.Count)
            return Rounds.Result(team, answer with { Text = "", Problem = answer.Problem.Length > 0 ? answer.Problem : "The judge chose an answer that is not there." }, all, 1);
        return Rounds.Result(team, usable[choice.Best - 1], [.. all, answer], 1);
    }

    private sealed record Verdict(int Best, string Reason);
}
