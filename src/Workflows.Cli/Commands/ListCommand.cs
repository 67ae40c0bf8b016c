using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;
using Spectre.Console;
using Workflows.Runtime;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows ls</c>: the runs of a hub, newest first, also while another process has it open.</summary>
internal static class ListCommand
{
    private const int RunsDefault = 20;
    private const int PageRows = 200;           // most rows may be runs of agents, which are passed over

    public static Command Create()
    {
        var top = new Option<int>("--top") { Description = $"How many. Default: {RunsDefault}.", DefaultValueFactory = _ => RunsDefault };
        var filter = new FilterOptions();
        var all = new Option<bool>("--all") { Description = "Also the runs that other runs started, as those of agents." };
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("ls", "List runs, newest first.")
        {
            top, filter.Status, filter.Workflow, filter.Prefix, filter.Tag, filter.Parent, all, hub, json, details,
        };
        command.SetAction(parsed => ErrorBorder.RunAsync(
            () => RunAsync(parsed.GetValue(top), filter.Read(parsed), parsed.GetValue(all), parsed.GetValue(hub), parsed.GetValue(json)),
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(int top, RunQuery query, bool all, string? hub, bool json)
    {
        if (top < 1)
            throw new CliException(ExitCode.Usage, "--top is a number from 1 on.");
        var defaults = new EmbeddedHubOptions();
        using var snapshot = HubSnapshot.Open(hub ?? defaults.Folder, defaults.Name);
        var runs = snapshot is null ? [] : Read(snapshot, query, all, top);
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(runs.Select(Describe), JsonSerializerOptions.Web));
        else
            Show(runs, hub ?? defaults.Folder);
        return ExitCode.Ok;
    }

    /// <summary>A page may hold less than was asked for although more follow.</summary>
    private static List<RunRow> Read(HubSnapshot snapshot, RunQuery query, bool all, int top)
    {
        var children = all || query.ParentId is not null;
        var runs = new List<RunRow>();
        string? next = null;
        do
        {
            var page = snapshot.Query(query with { NewestFirst = true, Limit = PageRows, Position = next });
            runs.AddRange(page.Runs.Where(run => children || run.ParentId is null).Take(top - runs.Count));
            next = page.Next;
        }
        while (next is not null && runs.Count < top);
        return runs;
    }

    private static object Describe(RunRow run) =>
        new { run.Id, run.Name, Status = run.Status.ToString(), run.CreatedAt, run.UpdatedAt, run.ParentId };

    private static void Show(List<RunRow> runs, string hub)
    {
        if (runs.Count == 0)
        {
            AnsiConsole.WriteLine($"There are no such runs in {Path.GetFullPath(hub)}.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("run", "workflow", "status", "started", "last turn");
        foreach (var run in runs)
            table.AddRow(run.Id.EscapeMarkup(), run.Name.EscapeMarkup(), run.Status.ToString(), $"{run.CreatedAt:u}", $"{run.UpdatedAt:u}");
        AnsiConsole.Write(table);
    }
}
