using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;
using Workflows.Cli.Views;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows events</c>: the history of a run's present execution, numbered as <c>fork --at</c> counts.</summary>
internal static class EventsCommand
{
    private const int EventsDefault = 1_000;

    public static Command Create()
    {
        var id = SharedOptions.Id();
        var from = new Option<int>("--from") { Description = "First event. Default: 0." };
        var limit = new Option<int>("--limit") { Description = $"How many. Default: {EventsDefault}.", DefaultValueFactory = _ => EventsDefault };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("events", "List the events of a run.") { id, from, limit, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var (first, count) = (parsed.GetValue(from), parsed.GetValue(limit));
                if (first < 0 || count < 1)
                    throw new CliException(ExitCode.Usage, "--from is a number from 0 on, --limit one from 1 on.");
                using var source = RunSource.Open(parsed.GetValue(hub), parsed.GetValue(url));
                Show(await source.EventsAsync(parsed.GetValue(id)!, first, count, stopping), parsed.GetValue(json), count);
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static void Show(IReadOnlyList<EventView> events, bool json, int limit)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(events, InspectionJson.Options));
            return;
        }

        foreach (var item in events)
            Console.WriteLine(EventLines.Line(item));
        if (events.Count == limit)
            Console.WriteLine($"There may be more: --from {events[^1].Number + 1}");
    }
}
