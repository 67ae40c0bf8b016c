using System.CommandLine;
using System.Text.Json;
using Workflows.Cli.Hubs;
using Workflows.Cli.Views;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows tail</c>: what the agents of a run say and do, as they say and do it.</summary>
internal static class TailCommand
{
    public static Command Create()
    {
        var id = SharedOptions.Id();
        var follow = new Option<bool>("--follow") { Description = "Go on until the run has ended." };
        var after = new Option<long>("--after") { Description = "Only entries after this number." };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("tail", "Show what the agents of a run say and do.") { id, follow, after, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var run = parsed.GetValue(id)!;
                using StreamSource source = parsed.GetValue(url) is { } address
                    ? new RemoteStream(new RunApiClient(address), run)
                    : new LocalStream(HubPlace.Of(parsed.GetValue(hub)), run);
                var lines = new StreamLines();
                await foreach (var entry in source.ReadAsync(parsed.GetValue(after), parsed.GetValue(follow), stopping))
                    Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(entry, JsonSerializerOptions.Web) + "\n" : lines.Next(entry));
                Console.Write(parsed.GetValue(json) ? "" : lines.End());
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }
}
