using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Research;
using Workflows.Functions.Agents;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Research;

/// <summary>
/// Answers a question from the files of a folder: a plan, searches with tools, a debate over what they found, and an answer whose every
/// paragraph rests on quoted lines.
/// </summary>
public static class ResearchOrchestrator
{
    /// <summary>Runs the research. Deterministic.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The question and the folder.</param>
    /// <returns>The report; what could not be looked for is told in <see cref="ResearchReport.Problem"/>.</returns>
    [Function("Research")]
    public static async Task<ResearchReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, ResearchRequest request)
    {
        var report = new ResearchReport(context.InstanceId, request.Question.Trim(), request.Files ?? "") { StartedAt = context.CurrentUtcDateTime };
        if (report.Question.Length == 0)
            return report with { Problem = "The question is empty: say what shall be found out.", FinishedAt = context.CurrentUtcDateTime };
        var listing = await context.CallAsync(Steps.ListFiles, request.Files ?? "", AgentSteps.ThreeTimes);
        if (listing.Problem is { } problem)
            return report with { Problem = problem, FinishedAt = context.CurrentUtcDateTime };

        var agents = new TeamRequest([], report.Question) { Folder = listing.Root, Model = request.Model };
        var team = await AgentTeam.GatherAsync(context, agents, ResearchWork.Agents);
        var work = new ResearchWork(context, team, report.Question, listing);
        await work.GatherAsync();
        await work.DebateAsync();
        var answer = await work.WriteAsync();
        work.Show("done");
        return work.Fill(report with { Folder = listing.Root, Answer = answer, FinishedAt = context.CurrentUtcDateTime });
    }
}
