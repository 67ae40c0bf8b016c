using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Batches;
using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>A dropped file or archive: a batch for the file host, then agents over what it found, then a report beside the drop.</summary>
public static class ProcessDropOrchestrator
{
    private const int FilesMax = 2_000;     // records that travel through history: about a megabyte, those with findings first

    private static readonly TimeSpan AnswerMax = TimeSpan.FromDays(1);      // a queue that nobody serves for longer is a fault to tell of

    private static readonly TaskOptions FiveTimes = TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromSeconds(1), backoffCoefficient: 2));

    /// <summary>Runs it. Deterministic; everything that touches the world is an activity.</summary>
    /// <param name="context">The run.</param>
    /// <param name="drop">The drop.</param>
    /// <returns>Where the report is.</returns>
    [Function("ProcessDrop")]
    public static async Task<DropOutcome> RunAsync([OrchestrationTrigger] TaskOrchestrationContext context, DropRequest drop)
    {
        var started = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        var key = context.NewGuid().ToString("N");
        var source = DropSource.Of(drop);
        var board = new ReviewBoard(context);
        board.Update(progress => progress with { Phase = "processing" });

        var found = await ProcessAsync(context, new BatchRequest(key, context.InstanceId) { Source = source });
        var readable = found.Files.Where(file => file is { Error: null, IsText: true, Size: > 0 }).Select(file => file.Path);
        var folder = await context.CallAsync(Steps.OpenDrop, new DropOpening(key, source, [.. readable]), FiveTimes);
        var listing = new FolderListing(folder.Folder, [.. found.Files.Select(file => new ListedFile(file.Path, file.Size))], [])
        {
            Problem = found.Problem,
        };
        if (folder.Problem is { } problem)
            board.Fail("reading the drop's texts", problem, "Drop it again; if it repeats, report it.");
        var left = found.Totals.Files + found.Totals.LeftOut - found.Files.Count;
        if (left > 0)
            board.Fail($"agents' review of {left:N0} further files", $"A review takes up to {FilesMax:N0} files of a drop.", "Drop fewer files at a time.");

        var request = new ReviewRequest(null) { Model = drop.Model };
        var report = await AgentReview.RunAsync(context, board, new ReviewSubject(listing, found.Files, request, started));
        var named = report with { Folder = $"{drop.Container}/{drop.Blob}" };
        var written = await context.CallAsync(Steps.WriteDropReport, new DropReport(drop, key, named), FiveTimes);
        return new DropOutcome(drop, written, found.Totals) { Problem = found.Problem };
    }

    private static async Task<BatchRecords> ProcessAsync(TaskOrchestrationContext context, BatchRequest request)
    {
        var sent = await context.CallAsync(Steps.SubmitBatch, request, FiveTimes);
        if (sent.Problem is { } problem)
            return new BatchRecords([], new BatchTotals()) { Problem = problem };
        BatchFinished finished;
        try
        {
            finished = await context.WaitForExternalEvent<BatchFinished>(sent.Tickets[0].Event, AnswerMax);
        }
        catch (OperationCanceledException)
        {
            return new BatchRecords([], new BatchTotals()) { Problem = $"No file host worked on the batch within {AnswerMax.TotalHours:N0} hours; see that one serves the queue." };
        }

        return await context.CallAsync(Steps.ReadBatch, new BatchReading(finished, FilesMax), FiveTimes);
    }
}
