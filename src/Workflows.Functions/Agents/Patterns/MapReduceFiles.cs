using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Agents.Patterns;

/// <summary>One agent reads each file of a folder; another makes one answer of what was found, in layers when there is much of it.</summary>
public static class MapReduceFiles
{
    private const int FilesMax = 1_000;         // a model call for each; a larger folder wants a search first
    private const int ReducedAtOnce = 20;       // answers that fit one prompt

    /// <summary>Runs the pattern.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">The reader, which needs a tool that reads files, then the one that combines; and the folder.</param>
    /// <returns>The combined answer.</returns>
    [Function(nameof(MapReduceFiles))]
    public static async Task<TeamResult> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, TeamRequest request)
    {
        if (Rounds.Problem(request, 2, "a reader and one that combines") is { } problem)
            return new TeamResult("", problem);
        var listing = await context.CallAsync(Steps.ListFiles, request.Folder ?? "", AgentSteps.ThreeTimes);
        if (listing.Problem is { } wrong)
            return new TeamResult("", wrong);
        if (listing.Files.Count > FilesMax)
            return new TeamResult("", $"The folder holds {listing.Files.Count} files; {FilesMax} are read at most. Name a smaller folder.");
        var team = await AgentTeam.GatherAsync(context, request with { Folder = listing.Root }, request.Agents);
        var mapped = await team.AskAllAsync(
            [.. listing.Files.Select(file => (request.Agents[0], $"{request.Task}\n\nThe file to read: {file.Path}"))], Rounds.ParallelOf(request));
        var (left, layers) = (mapped, 0);
        do
        {
            var groups = left.Chunk(ReducedAtOnce).Select(group =>
                (request.Agents[1], $"{request.Task}\n\n{Rounds.Said(group)}Make one answer of these.")).ToList();
            left = await team.AskAllAsync(groups, Rounds.ParallelOf(request));
            layers++;
        }
        while (left.Count > 1);
        var unread = mapped.Count(answer => !answer.IsAnswered);
        var last = left[0].IsAnswered && unread > 0 ? left[0] with { Problem = $"{unread} of {mapped.Count} files could not be read." } : left[0];
        return Rounds.Result(team, last, [.. mapped, left[0]], layers);
    }
}
