using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows fork</c>: a new run from an event of an old one. What stands before the event is not executed again.</summary>
internal static class ForkCommand
{
    public static Command Create()
    {
        var id = SharedOptions.Id();
        var at = new Option<int>("--at") { Description = "The received event at which the new run leaves the old one's path; 'events' numbers them.", Required = true };
        var input = new Option<string?>("--input") { Description = "Another input as JSON.", HelpName = "json" };
        var result = new Option<string?>("--result") { Description = "Another result or payload of that event as JSON. Without it the event is dropped: an activity runs again.", HelpName = "json" };
        var newId = new Option<string?>("--id") { Description = "Id of the new run. Default: a new one." };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("fork", "Start a new run from an event of an old one.") { id, at, input, result, newId, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var request = new ForkRequest(parsed.GetValue(id)!, parsed.GetValue(at))
                {
                    NewId = parsed.GetValue(newId),
                    Input = JsonArgument.Check("--input", parsed.GetValue(input)),
                    Result = JsonArgument.Check("--result", parsed.GetValue(result)),
                };
                if (request.AtEvent < 0)
                    throw new CliException(ExitCode.Usage, "--at is a number from 0 on.");
                await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                var forked = await steering.ForkAsync(request, stopping);
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { id = forked, from = request.SourceId, at = request.AtEvent }, InspectionJson.Options)
                    : $"Run {forked} is forked from {request.SourceId} at event {request.AtEvent}.{SteerCommands.GoesOn(steering)}");
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }
}
