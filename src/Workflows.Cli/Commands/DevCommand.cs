using System.CommandLine;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Runtime.Engine.Store;
using Workflows.Functions;
using Workflows.Runtime;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows dev</c>: serves the app over HTTP until it is stopped.</summary>
internal static class DevCommand
{
    public static Command Create()
    {
        var port = new Option<string?>("--port") { Description = "Port on 127.0.0.1; 0 takes any free one. Default: 7071." };
        var (hub, details) = (SharedOptions.Hub(), SharedOptions.Details());
        var command = new Command("dev", "Serve the app over HTTP: start runs, watch them, steer them.") { port, hub, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () => RunAsync(parsed.GetValue(port), parsed.GetValue(hub), stopping), parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(string? portText, string? hub, CancellationToken stopping)
    {
        var port = ReadPort(portText);
        await using var app = await AppHost.StartAsync(
            options =>
            {
                options.Port = port;
                options.HubFolder = hub;
            },
            stopping);
        Greet(app);
        await app.WaitForStopAsync(stopping);
        return ExitCode.Ok;
    }

    private static int? ReadPort(string? text)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort
            ? port
            : throw new CliException(ExitCode.Usage, $"'{text}' is no port; use a number from 0 to {IPEndPoint.MaxPort} (0 takes any free one).");
    }

    private static void Greet(AppHost app)
    {
        var address = app.Address!.ToString().TrimEnd('/');
        var folder = Path.GetFullPath(app.Services.GetRequiredService<IOptions<EmbeddedHubOptions>>().Value.Folder);
        var unfinished = app.Engine.Hub.Query(new RunQuery { Statuses = Unfinished, Limit = 1_000 }).Runs.Count;
        Console.WriteLine($"Workflows is ready on {address}");
        Console.WriteLine($"  workflows  {string.Join(", ", WorkflowCatalog.All.Select(known => known.Name))}");
        var key = app.AsksForKeys ? " -H 'x-functions-key: <host key>'" : "";
        Console.WriteLine($"  start one  curl -X POST {address}/api/workflows/review -H 'Content-Type: application/json'{key} -d '{{}}'");
        Console.WriteLine($"  status     {address}/runtime/webhooks/durabletask/instances");
        Console.WriteLine($"  data       {folder}");
        Console.WriteLine(unfinished > 0 ? $"  carried on {unfinished} unfinished runs" : "  stop with  Ctrl+C; unfinished runs go on at the next start");
    }

    private static readonly Microsoft.DurableTask.Client.OrchestrationRuntimeStatus[] Unfinished =
    [
        Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Pending,
        Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Running,
        Microsoft.DurableTask.Client.OrchestrationRuntimeStatus.Suspended,
    ];
}
