using System.CommandLine;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;
using Workflows.Contracts.People;
using Workflows.Functions.Agents;

namespace Workflows.Cli.Commands;

/// <summary>The verbs that decide an item of the inbox: approve, reject, answer, delegate.</summary>
internal static class DecideCommands
{
    public static IEnumerable<Command> Create() =>
    [
        Create("approve", Verb.Approve, "Allow the tool call of an item, exactly as the inbox shows it.", "--reason", "Why; kept in the audit log."),
        Create("reject", Verb.Reject, "Do not allow the call of an item, or do not answer its question.", "--reason", "Why; the agent is told."),
        Create("answer", Verb.Answer, "Answer the question of an item.", "--text", "The answer."),
        Create("delegate", Verb.Delegate, "Let somebody else decide an item.", "--to", "Who."),
    ];

    private static Command Create(string name, Verb verb, string description, string textOption, string textHelp)
    {
        var item = new Argument<string>("item") { Description = "The item, as 'inbox' names it." };
        var text = new Option<string?>(textOption) { Description = textHelp };
        var by = new Option<string?>("--by") { Description = "Who decides. Default: the name of the user at this machine.", HelpName = "name" };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command(name, description) { item, text, by, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                var id = parsed.GetValue(item)!;
                var open = (await steering.InboxAsync(stopping)).FirstOrDefault(one => one.Id == id)
                    ?? throw new CliException(ExitCode.Usage, $"There is no open item '{id}'. 'inbox' lists what there is.");
                var decision = new Decision(verb, parsed.GetValue(by) ?? Environment.UserName, TimeProvider.System.GetUtcNow().UtcDateTime)
                {
                    Hash = open.Call?.Hash,
                    Text = parsed.GetValue(text) ?? "",
                };
                if (DecisionCheck.Problem(open, decision) is { } problem)
                    throw new CliException(ExitCode.BadInput, problem);
                await steering.DecideAsync(open, decision, stopping);
                var call = open.Call is { } asked ? $": {InboxCommand.Clean(asked.Tool)} {InboxCommand.Clean(asked.ArgumentsJson)}" : "";
                Console.WriteLine(parsed.GetValue(json)
                    ? System.Text.Json.JsonSerializer.Serialize(new { item = id, run = open.Run, verb, live = steering.IsLive }, InspectionJson.Options)
                    : $"Item {id} has the decision {name} by {decision.By}{call}.{SteerCommands.GoesOn(steering)}");
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }
}
