using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>A manager keeps a ledger of tasks, gives them to workers, checks progress, and plans again when there is none.</summary>
public static class Manager
{
    private const int RoundsUsual = 5;
    private const int TasksMax = 16;            // of one round
    private const int StalledMax = 2;           // rounds without a finished task until the manager must plan anew

    private static readonly AnswerSchema Orders = Rounds.Schema("orders",
        """ "done":{"type":"boolean"},"answer":{"type":"string"},"tasks":{"type":"array","items":{"type":"object","properties":{"worker":{"type":"string"},"task":{"type":"string"}},"required":["worker","task"],"additionalProperties":false}}""");

    /// <summary>Runs the pattern. Tasks of one round run at once; the manager sees the whole ledger before the next.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The manager, then the workers.</param>
    /// <returns>The manager's answer.</returns>
    [Function(nameof(Manager))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 2, "a manager and one worker or more") is { } problem)
            return new TeamResult("", problem);
        var team = await AgentTeam.GatherAsync(context, request, request.Agents);
        var workers = request.Agents.Skip(1).Distinct(StringComparer.Ordinal).ToList();
        var ledger = new List<Entry>();
        var (rounds, stalled) = (Rounds.Of(request, RoundsUsual), 0);
        for (var round = 1; ; round++)
        {
            var (orders, answer) = await team.AskForAsync<Plan>(request.Agents[0], Brief(request, team, workers, ledger, round > rounds, stalled), Orders);
            if (orders is null)
                return Rounds.Result(team, answer, [.. ledger.Select(entry => entry.Result)], round - 1);
            if (orders.Done || orders.Tasks.Count == 0 || round > rounds)
                return Rounds.Result(team, answer with { Text = orders.Answer }, [.. ledger.Select(entry => entry.Result)], round - 1);
            var known = orders.Tasks.Where(task => workers.Contains(task.Worker, StringComparer.Ordinal)).Take(TasksMax).ToList();
            var results = await team.AskAllAsync([.. known.Select(task => (task.Worker, task.Task))], Rounds.ParallelOf(request));
            ledger.AddRange(known.Zip(results, (task, result) => new Entry(round, task.Task, result)));
            stalled = results.Any(result => result.IsAnswered) ? 0 : stalled + 1;
        }
    }

    private static string Brief(TeamRequest request, AgentTeam team, List<string> workers, List<Entry> ledger, bool over, int stalled)
    {
        var staff = string.Join('\n', workers.Select(worker => $"- {worker}: {team.Contact(worker).Description}"));
        var tasks = string.Join('\n', ledger.Select((entry, place) =>
            $"{place + 1}. round {entry.Round}, {entry.Result.Agent}, {(entry.Result.IsAnswered ? "done" : "failed")}: {entry.Task}"));
        var order = over ? "There is no time for more: set done and answer with what there is."
            : stalled >= StalledMax ? "There was no progress. The plan does not work: say in other tasks what to try instead, or set done and say what failed."
            : "Give the tasks that are still needed, or set done and answer.";
        return $"{request.Task}\n\nWorkers:\n{staff}\n\nLedger:\n{(tasks.Length == 0 ? "empty" : tasks)}\n\n{Rounds.Said(ledger.Select(entry => entry.Result))}{order}";
    }

    private sealed record Plan(bool Done, string Answer, IReadOnlyList<Job> Tasks);

    private sealed record Job(string Worker, string Task);

    private sealed record Entry(int Round, string Task, AgentAnswer Result);
}
