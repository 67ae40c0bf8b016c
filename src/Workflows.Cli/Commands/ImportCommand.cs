using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows import</c>: puts an exported run into a hub, where it goes on.</summary>
internal static class ImportCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "What 'export' wrote." };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("import", "Put an exported run into a hub.") { file, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var archive = await ReadAsync(parsed.GetValue(file)!, stopping);
                await using var steering = await RunSteering.OpenAsync(parsed.GetValue(hub), parsed.GetValue(url), stopping);
                var count = await steering.ImportAsync(archive, stopping);
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(new { id = archive.Runs[0].Id, imported = count }, InspectionJson.Options)
                    : $"Imported run {archive.Runs[0].Id}: {count} runs and entities.{SteerCommands.GoesOn(steering)}");
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<RunArchive> ReadAsync(string path, CancellationToken stopping)
    {
        if (!File.Exists(path))
            throw new CliException(ExitCode.BadInput, $"There is no file '{path}'.");
        await using var file = File.OpenRead(path);
        return await RunArchiveFile.ReadAsync(file, stopping);
    }
}
