using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows export</c>: a run with its sub-orchestrations and entities as one file. The run stays and goes on.</summary>
internal static class ExportCommand
{
    public static Command Create()
    {
        var id = SharedOptions.Id();
        var file = new Argument<string?>("file") { Description = "The file to write; it must not exist. Default: <id>.run.json. '-' is standard output.", Arity = ArgumentArity.ZeroOrOne };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("export", "Write a run to a file, to keep it, check it or carry it on elsewhere.") { id, file, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                RunArchive archive;
                using (var source = RunSource.Open(parsed.GetValue(hub), parsed.GetValue(url)))
                    archive = await source.ExportAsync(parsed.GetValue(id)!, stopping);
                var target = parsed.GetValue(file) ?? FileName(parsed.GetValue(id)!);
                if (target == "-")
                    await WriteAsync(Console.OpenStandardOutput(), archive, stopping);
                else
                    await WriteAsync(target, archive, parsed.GetValue(json), stopping);
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    // An id may hold characters that no file name may.
    private static string FileName(string id) => string.Join('_', id.Split(Path.GetInvalidFileNameChars())) + ".run.json";

    private static async Task WriteAsync(string path, RunArchive archive, bool json, CancellationToken stopping)
    {
        try
        {
            await WriteAsync(new FileStream(path, FileMode.CreateNew, FileAccess.Write), archive, stopping);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadInput, $"'{path}' cannot be written: {error.Message} Choose another file.");
        }

        var full = Path.GetFullPath(path);
        Console.WriteLine(json
            ? JsonSerializer.Serialize(new { file = full, exported = archive.Runs.Count }, InspectionJson.Options)
            : $"Exported {archive.Runs.Count} runs and entities to {full}");
    }

    private static async Task WriteAsync(Stream target, RunArchive archive, CancellationToken stopping)
    {
        await using (target)
            await RunArchiveFile.WriteAsync(target, archive, stopping);
    }
}
