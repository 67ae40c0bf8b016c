using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Functions.Tools;
using Workflows.Tools.Mcp;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows mcp</c>: our workflows as an MCP server over standard input and output.</summary>
internal static class McpCommand
{
    public static Command Create()
    {
        var (hub, details) = (SharedOptions.Hub(), SharedOptions.Details());
        var command = new Command("mcp", "Serve the workflows to an MCP client over standard input and output: start, status, result, event.") { hub, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(() => RunAsync(parsed.GetValue(hub), stopping), parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(string? hub, CancellationToken stopping)
    {
        await using var output = Console.OpenStandardOutput();
        Console.SetOut(Console.Error);          // the client reads standard output: nothing else may be said there
        await using var app = await AppHost.StartAsync(
            options =>
            {
                options.Http = false;
                options.ConsoleLogging = false;
                options.HubFolder = hub;
            },
            stopping);
        var tools = await new WorkflowTools(app.Services).ToolsAsync(stopping);
        await McpToolServer.ServeAsync(tools, Console.OpenStandardInput(), output, stopping);
        return ExitCode.Ok;
    }
}
