using Microsoft.DurableTask;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>The agents' part of a review: group by group they propose, challenge, answer, vote and edit, and a report comes of it. Deterministic.</summary>
internal static class AgentReview
{
    private const int GroupsInFlight = 4;       // two agents each: eight calls, which providers' smallest tiers allow

    public static async Task<ReviewReport> RunAsync(TaskOrchestrationContext context, ReviewBoard board, ReviewSubject subject)
    {
        var (listing, records, request, started) = subject;
        var groups = Grouping.Group([.. records.Where(file => file.Error is null)],
            Math.Clamp(request.GroupsMax, 1, ReviewRequest.GroupsLimit));
        board.Update(progress => progress with { Phase = "agents", GroupsTotal = groups.Count });

        var dropped = new DropCount();
        var desk = await AgentDesk.GatherAsync(context, board, listing.Root, request.Model);
        var outcomes = await Flow.FanOutAsync(groups, GroupsInFlight, async group =>
        {
            var outcome = await new GroupReview(desk, group, listing.Root).RunAsync(dropped);
            board.Update(progress => progress with { GroupsDone = progress.GroupsDone + 1 });
            return outcome;
        });

        board.Update(progress => progress with { Phase = "done" });
        var finished = new DateTimeOffset(context.CurrentUtcDateTime, TimeSpan.Zero);
        var report = new ReviewReport(context.InstanceId, listing.Root) { StartedAt = started, FinishedAt = finished };
        return ReportBuilder.Build(report, listing, records) with
        {
            Groups = [.. outcomes.Select(outcome => outcome.Report)],
            Disagreements = [.. outcomes.SelectMany(outcome => outcome.Disagreements)],
            Dropped = dropped.Counts,
            NotDone = ReportBuilder.Together(board.NotDone),
            Models = board.Models,
        };
    }
}
