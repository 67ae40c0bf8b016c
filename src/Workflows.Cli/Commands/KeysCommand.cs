using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Spectre.Console;
using Workflows.Cli.Hubs;
using Workflows.Runtime;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows keys</c>: the keys that callers of the host send. A running host takes changes up within a second.</summary>
internal static class KeysCommand
{
    private delegate Task<IReadOnlyList<IssuedKey>> Change(KeyFile file, KeyScope scope, string name, string? function, CancellationToken cancellationToken);

    public static Command Create() => new("keys", "List, make, renew and revoke the keys that callers of the host send.")
    {
        List(),
        Verb("create", "Make a key. Its value is shown once.", static (file, scope, name, function, token) => file.CreateAsync(scope, name, function, token)),
        Verb("rotate", "Give a key a new value. The old value opens nothing any more.",
            static (file, scope, name, function, token) => file.RotateAsync(scope, name, function, token)),
        Verb("revoke", "Remove a key.", static async (file, scope, name, function, token) =>
        {
            await file.RevokeAsync(scope, name, function, token);
            return [];
        }),
    };

    private static Command List()
    {
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("list", "List the keys, without their values.") { hub, json, details };
        command.SetAction((parsed, _) => ErrorBorder.RunAsync(
            () => Task.FromResult(Show(File(parsed.GetValue(hub)), parsed.GetValue(json))), parsed.GetValue(details)));
        return command;
    }

    private static Command Verb(string verb, string description, Change change)
    {
        var name = new Argument<string>("name") { Description = "The key; the first ones are _master, default and durabletask_extension." };
        var scope = new Option<KeyScope?>("--scope") { Description = "master, host (the default), system, or function with --function." };
        var function = new Option<string?>("--function") { Description = "The function that the key opens.", HelpName = "name" };
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command(verb, description) { name, scope, function, hub, json, details };
        command.SetAction((parsed, token) => ErrorBorder.RunAsync(
            async () =>
            {
                var of = parsed.GetValue(function);
                var wanted = parsed.GetValue(scope) ?? (of is null ? KeyScope.Host : KeyScope.Function);
                Print(await change(File(parsed.GetValue(hub)), wanted, parsed.GetValue(name)!, of, token), verb, parsed.GetValue(json));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static KeyFile File(string? hub) => new(HubPlace.Of(hub).Folder);

    private static int Show(KeyFile file, bool json)
    {
        var keys = file.List();
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(keys, InspectionJson.Options));
        else if (keys.Count == 0)
            Console.WriteLine($"There are no keys in {file.Path} yet; the first start that asks for keys makes them, and so does 'keys create'.");
        else
            AnsiConsole.Write(Table(keys));
        return ExitCode.Ok;
    }

    private static Table Table(IReadOnlyList<HostKey> keys)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("scope", "name", "function", "made");
        foreach (var key in keys)
            table.AddRow(Scope(key), key.Name.EscapeMarkup(), (key.Function ?? "").EscapeMarkup(), $"{key.CreatedAt:u}");
        return table;
    }

    private static void Print(IReadOnlyList<IssuedKey> issued, string verb, bool json)
    {
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(
                issued.Select(one => new { one.Key.Scope, one.Key.Name, one.Key.Function, one.Value }), InspectionJson.Options));
            return;
        }
        if (issued.Count == 0)
            Console.WriteLine($"Done: {verb}.");
        else
            Console.WriteLine("Shown this once:");
        foreach (var (key, value) in issued)
            Console.WriteLine($"  {Scope(key),-8} {key.Name,-24} {value}{(key.Function is null ? "" : $"  ({key.Function})")}");
    }

    private static string Scope(HostKey key) => key.Scope.ToString().ToLowerInvariant();
}
