using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;
using Workflows.Contracts.People;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows inbox</c>: what runs wait for people to decide.</summary>
internal static class InboxCommand
{
    public static Command Create()
    {
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("inbox", "List what runs wait for people to decide.") { hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                Show(await steering.InboxAsync(stopping), parsed.GetValue(json));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static void Show(IReadOnlyList<InboxItem> items, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(items, InspectionJson.Options));
            return;
        }

        if (items.Count == 0)
            Console.WriteLine("Nothing waits for a decision.");
        foreach (var item in items)
        {
            var whose = item.Assignee.Length == 0 ? "" : $", for {Clean(item.Assignee)}";
            Console.WriteLine($"{item.Id}  {item.Kind.ToString().ToLowerInvariant()} of {Clean(item.Agent)} in run {item.Root}, due {item.DueAt:u}{whose}");
            Console.WriteLine($"  {Clean(item.Text)}");
            if (item.Call is { } call)
                Console.WriteLine($"  {Clean(call.Tool)} ({call.Effect}) {Clean(call.ArgumentsJson)}");
            Console.WriteLine($"  if nobody decides: {Clean(item.Default)}");
        }
    }

    /// <summary>Without control characters: what a model wrote must not steer the terminal.</summary>
    public static string Clean(string text) => string.Create(text.Length, text, static (clean, source) =>
    {
        for (var i = 0; i < clean.Length; i++)
            clean[i] = char.IsControl(source[i]) ? ' ' : source[i];
    });
}
