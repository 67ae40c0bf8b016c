using System.Diagnostics;
using Spectre.Console;
using Workflows.Cli.Runs;
using Workflows.Contracts.Review;

namespace Workflows.Cli.Views;

/// <summary>A panel that is redrawn in place.</summary>
internal sealed class LiveView : RunView
{
    private const int BarCells = 30;
    private const int PanelColumnsMin = 40;
    private const int EchoColumns = 3;      // Ctrl+C shows as ^C behind the panel; were it to wrap, the panel could not be taken away whole
    private const int AgentsNamed = 4;      // more make the panel jump

    public override void Line(string text) => AnsiConsole.MarkupLineInterpolated($"{text}");

    public override async Task FollowAsync(Func<Task<RunState>> next)
    {
        var watch = Stopwatch.StartNew();
        OperationCanceledException? stopped = null;
        await AnsiConsole.Live(new Text("")).AutoClear(true).StartAsync(async screen =>
        {
            try
            {
                for (var state = await next(); !state.Ended; state = await next())
                    screen.UpdateTarget(Draw(state, watch.Elapsed));
            }
            catch (OperationCanceledException error)
            {
                stopped = error;        // the panel is taken off the screen only by an orderly end
            }
        });
        if (stopped is not null)
            throw new OperationCanceledException(stopped.Message, stopped, stopped.CancellationToken);
    }

    private static Panel Draw(RunState state, TimeSpan elapsed)
    {
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().PadRight(2)).AddColumn();
        if (state.Review is { } review)
            AddReview(grid, review);
        else
            grid.AddRow(new Text("status"), new Text(state.Row?.Status.ToString() ?? "starting"));
        grid.AddRow(new Text("elapsed"), new Text($"{elapsed:mm\\:ss}"));
        var width = Math.Max(PanelColumnsMin, AnsiConsole.Profile.Width - EchoColumns);
        return new Panel(grid) { Width = width }.Header($" {state.Row?.Name} {state.Row?.Id} ".EscapeMarkup());
    }

    private static void AddReview(Grid grid, ReviewProgress review)
    {
        grid.AddRow(new Text("files"), Bar(review.FilesDone, review.FilesTotal, $"{review.Findings} findings"));
        grid.AddRow(new Text("groups"), Bar(review.GroupsDone, review.GroupsTotal, $"{review.AgentCallsDone} calls"));
        grid.AddRow(new Text("at work"), new Text(AtWork(review)));
        grid.AddRow(new Text("tokens"), new Text($"{review.Tokens:N0}   cost ${review.CostUsd:F4}"));
    }

    private static string AtWork(ReviewProgress review)
    {
        var agents = review.AgentsAtWork;
        if (agents.Count == 0)
            return review.Phase;
        var more = agents.Count > AgentsNamed ? $", and {agents.Count - AgentsNamed} more" : "";
        return $"{agents.Count} agents ({string.Join(", ", agents.Take(AgentsNamed))}{more})";
    }

    private static Markup Bar(int done, int total, string more)
    {
        var filled = total == 0 ? 0 : (int)((long)BarCells * done / total);
        return new Markup($"[green]{new string('━', filled)}[/][grey]{new string('─', BarCells - filled)}[/] {done}/{total}  {more.EscapeMarkup()}");
    }
}
