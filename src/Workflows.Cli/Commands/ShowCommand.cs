using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;
using Workflows.Cli.Views;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows show</c>: one run: where it stands, why it waits, its last events, its result or failure.</summary>
internal static class ShowCommand
{
    private const int EventsShown = 8;
    private const int ChildrenShown = 5;
    private const int ReasonsShown = 10;
    private const int PayloadColumns = 400;

    public static Command Create()
    {
        var id = SharedOptions.Id();
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("show", "Show a run: its status, why it waits, its last events, its result.") { id, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () => RunAsync(parsed.GetValue(id)!, RunSource.Open(parsed.GetValue(hub), parsed.GetValue(url)), parsed.GetValue(json), stopping),
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(string id, RunSource source, bool json, CancellationToken stopping)
    {
        using (source)
        {
            var run = await source.DescribeAsync(id, stopping);
            if (json)
                Console.WriteLine(JsonSerializer.Serialize(run, InspectionJson.Options));
            else
                Show(run, await source.LastEventsAsync(id, EventsShown, stopping));
        }

        return ExitCode.Ok;
    }

    private static void Show(RunDescription run, IReadOnlyList<EventView> events)
    {
        Line("run", run.Id);
        Line("workflow", run.Version is { } version ? $"{run.Workflow} {version}" : run.Workflow);
        Line("status", run.Status.ToString());
        Line("started", $"{run.CreatedAt:u}");
        Line("changed", $"{run.UpdatedAt:u}");
        Line("parent", run.ParentId);
        Line("forked from", run.ForkedFrom is { } origin ? $"{origin.Run} at event {origin.Event}" : null);
        Line("children", run.Children is { Count: > 0 } children ? Children(run.Id, children) : null);
        Line("tags", run.Tags is { Count: > 0 } tags ? string.Join(", ", tags.Select(tag => $"{tag.Key}:{tag.Value}")) : null);
        Line("progress", Text(run.CustomStatus));
        Line("input", Text(run.Input));
        ShowWait(run.Wait);
        Line("result", Text(run.Output));
        Line("failure", run.Failure is { } failure ? $"{failure.Type}: {failure.Message}" : null);
        Console.WriteLine($"last events ('events {run.Id}' has all)");
        foreach (var item in events)
            Console.WriteLine(EventLines.Line(item));
    }

    private static string Children(string id, IReadOnlyList<string> children) => string.Join(", ", children.Take(ChildrenShown))
        + (children.Count > ChildrenShown ? $" and {children.Count - ChildrenShown} more ('ls --parent {id}' lists them)" : "");

    private static void ShowWait(RunWait? wait)
    {
        Line("waits", wait?.Sentence);
        if (wait is not { On.Count: > 1 })
            return;
        foreach (var reason in wait.On.Take(ReasonsShown))
            Line("", "- " + reason.Describe());
        if (wait.On.Count > ReasonsShown)
            Line("", $"- and {wait.On.Count - ReasonsShown} more");
    }

    private static string? Text(JsonElement? payload) => payload is null ? null : EventLines.Short(payload, PayloadColumns);

    private static void Line(string name, string? text)
    {
        if (text is not null)
            Console.WriteLine($"{name,-12} {text}");
    }
}
