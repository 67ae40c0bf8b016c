using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Workflows.Contracts.Tools;
using Workflows.Tools.Mcp;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows tools</c>: what agents can call, how it did, and a try.</summary>
internal static class ToolsCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static Command Create() => new("tools", "List, look at, try and install the tools of agents.") { List(), Show(), Call(), Install() };

    private static Command List()
    {
        var run = new Option<string?>("--run") { Description = "Count only the calls of this run.", HelpName = "id" };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("list", "List the tools with their calls, failures and times.") { run, json, details };
        command.SetAction((parsed, token) => WithToolsAsync(
            tools => ListAsync(tools, parsed.GetValue(run), parsed.GetValue(json), token), parsed.GetValue(details), token));
        return command;
    }

    private static async Task<int> ListAsync(IToolRegistry tools, string? run, bool json, CancellationToken cancellationToken)
    {
        var all = await tools.ListAsync(cancellationToken);
        var problems = await tools.ProblemsAsync(cancellationToken);
        var statistics = tools.Statistics(run).ToDictionary(tool => tool.Tool, StringComparer.Ordinal);
        if (json)
        {
            var shown = all.Select(tool => new { tool.Name, tool.Source, tool.Effect, tool.Description, Statistics = statistics.GetValueOrDefault(tool.Name) });
            Console.WriteLine(JsonSerializer.Serialize(new { Tools = shown, Problems = problems }, Json));
            return ExitCode.Ok;
        }
        var table = new Table().Border(TableBorder.Simple).AddColumns("tool", "source", "effect", "calls", "failed", "p50 ms", "p95 ms", "state");
        foreach (var tool in all)
        {
            var calls = statistics.GetValueOrDefault(tool.Name);
            table.AddRow(tool.Name.EscapeMarkup(), tool.Source.EscapeMarkup(), $"{tool.Effect}",
                $"{calls?.Calls}", $"{calls?.Failures}", $"{calls?.P50Ms}", $"{calls?.P95Ms}", calls is { CircuitOpen: true } ? "left alone" : "");
        }
        AnsiConsole.Write(table);
        foreach (var problem in problems)
            await Console.Error.WriteLineAsync("problem: " + problem);
        return ExitCode.Ok;
    }

    private static Command Show()
    {
        var name = new Argument<string>("tool") { Description = "Its name." };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("show", "Show a tool with its schema and limits.") { name, json, details };
        command.SetAction((parsed, token) => WithToolsAsync(
            async tools =>
            {
                var tool = await tools.FindAsync(parsed.GetValue(name)!, token) ?? throw NoTool(parsed.GetValue(name)!);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(tool, Json) : Describe(tool));
                return ExitCode.Ok;
            },
            parsed.GetValue(details), token));
        return command;
    }

    private static string Describe(ToolDescriptor tool)
    {
        using var schema = JsonDocument.Parse(tool.InputSchema);
        return $"""
            {tool.Name}  ({tool.Source}, {tool.Effect})
            {tool.Description}
            limits: {tool.Timeout.TotalSeconds} s, {tool.InputBytesMax} bytes in, {tool.OutputBytesMax} bytes out; fallback: {tool.Fallback ?? "none"}
            {JsonSerializer.Serialize(schema.RootElement, Json)}
            """;
    }

    private static Command Call()
    {
        var name = new Argument<string>("tool") { Description = "Its name." };
        var arguments = new Argument<string>("json") { Description = "Its arguments as a JSON object.", DefaultValueFactory = static _ => "{}" };
        var approve = new Option<bool>("--approve") { Description = "Approve this call, if it needs approval." };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("call", "Call a tool.") { name, arguments, approve, json, details };
        command.SetAction((parsed, token) => ErrorBorder.RunAsync(
            async () =>
            {
                await using var app = await AppHost.StartWithoutHubAsync(token);
                var call = new ToolCall("cli", Environment.UserName, Guid.NewGuid().ToString("N"), parsed.GetValue(name)!, parsed.GetValue(arguments)!)
                {
                    ReadableFolder = Environment.CurrentDirectory,
                };
                return Report(await CallAsync(app.Services, call, parsed.GetValue(approve), token), parsed.GetValue(json));
            },
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<ToolOutcome> CallAsync(IServiceProvider services, ToolCall call, bool approve, CancellationToken cancellationToken)
    {
        var tools = services.GetRequiredService<IToolRegistry>();
        var outcome = await tools.InvokeAsync(call, call.CallId, cancellationToken);
        if (!approve || outcome.Approval is not { } asked || asked.Tool != call.Tool)
            return outcome;                 // a fallback is another call than the one that the person typed
        var token = services.GetRequiredService<IToolApprovals>().Issue(asked.Hash, Environment.UserName);
        return await tools.InvokeAsync(call with { ApprovalToken = token }, call.CallId, cancellationToken);
    }

    private static int Report(ToolOutcome outcome, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(outcome, Json));
        else if (outcome.Error == ToolErrorKind.None)
            Console.WriteLine(outcome.Text);
        else
            Console.Error.WriteLine($"{outcome.Error}: {outcome.Text}");
        return outcome.Error switch
        {
            ToolErrorKind.None => ExitCode.Ok,
            ToolErrorKind.UnknownTool => ExitCode.Usage,
            ToolErrorKind.InvalidArguments => ExitCode.BadInput,
            _ => ExitCode.Failed,
        };
    }

    private static Command Install()
    {
        var details = SharedOptions.Details();
        var command = new Command("install", "Install the MCP servers from npm: pinned versions, digests checked, no scripts.") { details };
        command.SetAction((parsed, token) => ErrorBorder.RunAsync(
            async () =>
            {
                await using var app = await AppHost.StartWithoutHubAsync(token);
                var packages = app.Services.GetRequiredService<McpPackages>();
                await packages.InstallAsync(token);
                Console.WriteLine($"Installed in {packages.Folder}: {string.Join(", ", McpPackages.All.Select(package => $"{package.Key} {package.Value}"))}");
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static Task<int> WithToolsAsync(Func<IToolRegistry, Task<int>> work, bool details, CancellationToken cancellationToken) => ErrorBorder.RunAsync(
        async () =>
        {
            await using var app = await AppHost.StartWithoutHubAsync(cancellationToken);
            return await work(app.Services.GetRequiredService<IToolRegistry>());
        },
        details);

    private static CliException NoTool(string name) => new(ExitCode.Usage, $"There is no tool '{name}'. 'workflows tools list' names those there are.");
}
