using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Functions.Tools;
using Workflows.Tools.Mcp;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows mcp</c>: our workflows as an MCP server, over standard input and output or over HTTP.</summary>
internal static class McpCommand
{
    private const string KeySetting = "WORKFLOWS_KEY";      // the same that verbs send with --url

    public static Command Create()
    {
        var http = new Option<bool>("--http") { Description = $"Serve over HTTP on this machine instead. Clients send {KeySetting} as bearer token when it is set." };
        var port = new Option<int>("--port") { Description = "Port for --http; 0 for any. Default: 7072.", DefaultValueFactory = _ => 7072, HelpName = "port" };
        var (hub, details) = (SharedOptions.Hub(), SharedOptions.Details());
        var command = new Command("mcp", "Serve the workflows to an MCP client: start, status, result, event. Over standard input and output unless --http.")
        {
            http, port, hub, details,
        };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () => parsed.GetValue(http)
                ? ServeHttpAsync(parsed.GetValue(port), parsed.GetValue(hub), stopping)
                : ServeStreamsAsync(parsed.GetValue(hub), stopping),
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> ServeStreamsAsync(string? hub, CancellationToken stopping)
    {
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);          // the client reads standard output: nothing else may be said there
        await using var app = await StartAsync(hub, stopping);
        var tools = await new WorkflowTools(app.Services).ToolsAsync(stopping);
        await McpToolServer.ServeAsync(tools, Console.OpenStandardInput(), output, stopping);
        return ExitCode.Ok;
    }

    private static async Task<int> ServeHttpAsync(int port, string? hub, CancellationToken stopping)
    {
        await using var app = await StartAsync(hub, stopping);
        var tools = await new WorkflowTools(app.Services).ToolsAsync(stopping);
        await using var server = await ListenAsync(tools, port, stopping);
        await Console.Out.WriteLineAsync($"Workflows are served to MCP clients at {server.Address}. Ctrl+C stops.");
        await app.WaitForStopAsync(stopping);
        return ExitCode.Ok;
    }

    private static async Task<McpHttpServer> ListenAsync(IReadOnlyList<Workflows.Tools.ITool> tools, int port, CancellationToken stopping)
    {
        if (port is < 0 or > 65_535)
            throw new CliException(ExitCode.Usage, "--port must be from 0 to 65535.");
        try
        {
            return await McpHttpServer.StartAsync(tools, port, Environment.GetEnvironmentVariable(KeySetting) is { Length: > 0 } key ? key : null, stopping);
        }
        catch (IOException error)
        {
            throw new CliException(ExitCode.Port, error.Message);
        }
    }

    private static Task<AppHost> StartAsync(string? hub, CancellationToken stopping) => AppHost.StartAsync(
        options =>
        {
            options.Http = false;
            options.ConsoleLogging = false;
            options.HubFolder = hub;
        },
        stopping);
}
