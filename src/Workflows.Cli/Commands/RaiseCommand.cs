using System.CommandLine;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows raise</c>: sends an external event to a run.</summary>
internal static class RaiseCommand
{
    public static Command Create()
    {
        var id = SharedOptions.Id();
        var name = new Argument<string>("event") { Description = "Name of the event." };
        var payload = new Argument<string?>("json") { Description = "Its payload as JSON.", Arity = ArgumentArity.ZeroOrOne };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("raise", "Send an event to a run.") { id, name, payload, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var body = JsonArgument.Check("The payload", parsed.GetValue(payload));
                await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                await steering.RaiseAsync(parsed.GetValue(id)!, parsed.GetValue(name)!, body, stopping);
                SteerCommands.Report(parsed.GetValue(id)!, $"has received '{parsed.GetValue(name)}'", steering, parsed.GetValue(json));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }
}
