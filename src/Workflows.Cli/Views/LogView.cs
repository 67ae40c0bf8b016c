using System.Diagnostics;
using Workflows.Cli.Runs;

namespace Workflows.Cli.Views;

/// <summary>A line when the phase changes, and every few seconds in between.</summary>
internal sealed class LogView : RunView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override void Line(string text) => Console.WriteLine(text);

    public override async Task FollowAsync(Func<Task<RunState>> next)
    {
        var watch = Stopwatch.StartNew();
        var (shown, phase) = (TimeSpan.Zero, "");
        for (var state = await next(); !state.Ended; state = await next())
        {
            var now = state.Review?.Phase ?? state.Row?.Status.ToString() ?? "starting";
            if (now == phase && watch.Elapsed - shown < Interval)
                continue;
            (shown, phase) = (watch.Elapsed, now);
            Console.WriteLine(Describe(state, watch.Elapsed));
        }
    }

    private static string Describe(RunState state, TimeSpan elapsed) => state.Review is { } review
        ? $"{elapsed:mm\\:ss} {review.Phase}: {review.FilesDone}/{review.FilesTotal} files, {review.Findings} findings, {review.GroupsDone}/{review.GroupsTotal} groups, "
            + $"{review.AgentsAtWork.Count} agents at work, {review.AgentCallsDone} calls, {review.Tokens:N0} tokens, ${review.CostUsd:F4}"
        : $"{elapsed:mm\\:ss} {state.Row?.Status.ToString() ?? "starting"}, {state.Activities} activities";
}
