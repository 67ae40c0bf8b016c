using System.Diagnostics;
using Spectre.Console;
using Workflows.Cli.Runs;
using Workflows.Contracts.Review;

namespace Workflows.Cli.Views;

/// <summary>A panel that is redrawn in place.</summary>
internal sealed class LiveView : RunView
{
    private const int BarCells = 30;

    public override void Line(string text) => AnsiConsole.MarkupLineInterpolated($"{text}");

    public override async Task FollowAsync(Func<Task<RunState>> next)
    {
        var watch = Stopwatch.StartNew();
        await AnsiConsole.Live(new Text("")).AutoClear(true).StartAsync(async screen =>
        {
            for (var state = await next(); !state.Ended; state = await next())
                screen.UpdateTarget(Draw(state, watch.Elapsed));
        });
    }

    private static Panel Draw(RunState state, TimeSpan elapsed)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        if (state.Review is { } review)
            AddReview(grid, review);
        else
            grid.AddRow(new Text("status"), new Text(state.Row?.Status.ToString() ?? "starting"));
        grid.AddRow(new Text("elapsed"), new Text($"{elapsed:mm\\:ss}"));
        return new Panel(grid).Header($" {state.Row?.Name} {state.Row?.Id} ".EscapeMarkup()).Expand();
    }

    private static void AddReview(Grid grid, ReviewProgress review)
    {
        grid.AddRow(new Text("files"), Bar(review.FilesDone, review.FilesTotal, $"{review.Findings} findings"));
        grid.AddRow(new Text("groups"), Bar(review.GroupsDone, review.GroupsTotal, $"{review.AgentCallsDone} calls"));
        grid.AddRow(new Text("at work"), new Text(review.AgentsAtWork.Count == 0 ? review.Phase : string.Join(", ", review.AgentsAtWork)));
        grid.AddRow(new Text("tokens"), new Text($"{review.Tokens:N0}   cost ${review.CostUsd:F4}"));
    }

    private static Markup Bar(int done, int total, string more)
    {
        var filled = total == 0 ? 0 : (int)((long)BarCells * done / total);
        return new Markup($"[green]{new string('━', filled)}[/][grey]{new string('━', BarCells - filled)}[/] {done}/{total}  {more.EscapeMarkup()}");
    }
}
