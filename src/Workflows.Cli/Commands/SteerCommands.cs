using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary>The verbs that change one run and need no more than its id: terminate, suspend, resume, rewind, purge.</summary>
internal static class SteerCommands
{
    private delegate Task Steer(RunSteering steering, Asked asked, CancellationToken stopping);

    public static IEnumerable<Command> Create()
    {
        var (reason, only) = (
            new Option<string?>("--reason") { Description = "Why; kept in the history." },
            new Option<bool>("--only") { Description = "This run alone: its sub-orchestrations, such as its agents, go on." });
        var recursive = new Option<bool>("--recursive") { Hidden = true };      // what is meant without it too
        yield return Create("terminate", "End a run at once, with its agents and other sub-orchestrations.", "is terminated", [reason, only, recursive],
            (steering, asked, stopping) => steering.TerminateAsync(asked.Id, asked.Reason, !asked.Only, stopping));
        yield return Create("suspend", "Hold a run: events are kept, nothing new begins.", "is suspended", [reason],
            (steering, asked, stopping) => steering.SuspendAsync(asked.Id, asked.Reason, stopping));
        yield return Create("resume", "Let a suspended run go on.", "is resumed", [reason],
            (steering, asked, stopping) => steering.ResumeAsync(asked.Id, asked.Reason, stopping));
        yield return Create("rewind", "Take a failed run back to before its failure: what failed is tried again.", "is rewound", [reason],
            (steering, asked, stopping) => steering.RewindAsync(asked.Id, asked.Reason, stopping));
        yield return Create("purge", "Remove a finished run with its history.", "is removed", [],
            (steering, asked, stopping) => steering.PurgeAsync(asked.Id, stopping));

        Command Create(string name, string description, string done, Option[] options, Steer steer)
        {
            var id = SharedOptions.Id();
            var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
            var command = new Command(name, description) { id, hub, url, json, details };
            foreach (var option in options)
                command.Add(option);
            command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
                async () =>
                {
                    var asked = new Asked(
                        parsed.GetValue(id)!,
                        options.Contains(reason) ? parsed.GetValue(reason) : null,
                        options.Contains(only) && parsed.GetValue(only));
                    await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                    await steer(steering, asked, stopping);
                    var rest = options.Contains(only) && !asked.Only && !steering.IsLive
                        ? "; its sub-orchestrations, if it has any left, end with the next run or dev on this hub" : "";
                    Report(asked.Id, done + rest, steering, parsed.GetValue(json));
                    return ExitCode.Ok;
                },
                parsed.GetValue(details)));
            return command;
        }
    }

    /// <summary>What is said of work that waits in a hub which nobody carries on; empty when somebody does.</summary>
    public static string GoesOn(RunSteering steering) => steering.IsLive ? "" : " The next run or dev on this hub carries on what is unfinished.";

    /// <summary>Says what came of it.</summary>
    public static void Report(string id, string done, RunSteering steering, bool json) => Console.WriteLine(json
        ? JsonSerializer.Serialize(new { id, live = steering.IsLive }, InspectionJson.Options)
        : $"Run {id} {done}.");

    private sealed record Asked(string Id, string? Reason, bool Only);
}
