using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Reviews a folder: facts about every file, then agents that propose, challenge, answer, vote and edit, group by group.</summary>
public static class ReviewOrchestrator
{
    private const int BatchesInFlight = 4;      // a batch keeps one core busy; more would only wait with their files open

    private static readonly TaskOptions ThreeTimes = TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromSeconds(1),
        backoffCoefficient: 2));

    /// <summary>Runs the review. Deterministic; everything that touches the world is an activity.</summary>
    /// <param name="context">The run.</param>
    /// <param name="request">What to review.</param>
    /// <returns>The report; a folder that cannot be reviewed is told in <see cref="ReviewReport.Problem"/>.</returns>
    [Function("Review")]
    public static async Task<ReviewReport> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, ReviewRequest request)
    {
        var started = Now(context);
        var board = new ReviewBoard(context);
        board.Update(progress => progress);

        var listing = await context.CallAsync(Steps.ListFiles, request.Folder ?? "", ThreeTimes);
        var records = await ProcessAsync(context, board, listing);
        return await AgentReview.RunAsync(context, board, new ReviewSubject(listing, records, request, started));
    }

    private static DateTimeOffset Now(TaskOrchestrationContext context) => new(context.CurrentUtcDateTime, TimeSpan.Zero);

    private static async Task<IReadOnlyList<FileRecord>> ProcessAsync(TaskOrchestrationContext context, ReviewBoard board,
        FolderListing listing)
    {
        board.Update(progress => progress with { Phase = "processing", FilesTotal = listing.Files.Count });
        var results = await Flow.FanOutAsync(Batching.Cut(listing.Root, listing.Files), BatchesInFlight, async batch =>
        {
            var result = await ProcessBatchAsync(context, board, batch);
            board.Update(progress => progress with
            {
                FilesDone = progress.FilesDone + batch.Paths.Count,
                Findings = progress.Findings + result.Files.Sum(file => file.Findings.Count),
            });
            return result;
        });
        return [.. results.SelectMany(result => result.Files)];
    }

    private static async Task<FileBatchResult> ProcessBatchAsync(TaskOrchestrationContext context, ReviewBoard board, FileBatch batch)
    {
        try
        {
            return await context.CallAsync(Steps.ProcessFiles, batch, ThreeTimes);
        }
        catch (TaskFailedException failure)
        {
            var why = failure.FailureDetails.ErrorMessage;
            board.Fail($"processing of {batch.Paths.Count} files from {batch.Paths[0]}", why,
                "Review the folder again; if it repeats, leave these files out and report it.");
            return new FileBatchResult([.. batch.Paths.Select(path =>
                new FileRecord(path, 0) { Error = "its batch could not be processed" })]);
        }
    }
}
