using System.CommandLine;
using System.Text;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Measures;
using GpuHost.Core.Similar;
using Workflows.Cli.Files;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files search</c>: the files of a folder that resemble a file or a text most.</summary>
internal static class FilesSearchCommand
{
    private const int CountDefault = 10;

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder." };
        var query = new Argument<string>("query") { Description = "A file, or a text of at least some sentences." };
        var count = new Option<int>("--count") { Description = $"How many to show. Default: {CountDefault}.", DefaultValueFactory = _ => CountDefault };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("search", "Find the files that share most with a file or a text, by embeddings of their content.") { folder, query, count, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                if (parsed.GetValue(count) is not (>= 1 and <= 1000))
                    throw new CliException(ExitCode.Usage, "--count is a number from 1 to 1000.");
                var text = parsed.GetValue(query)!;
                var bytes = File.Exists(text) ? await File.ReadAllBytesAsync(text, stopping) : Encoding.UTF8.GetBytes(text);
                var wanted = FileMeasures.Of(bytes).Embedding
                    ?? throw new CliException(ExitCode.BadInput, "The query is too short to compare; give a longer text or a file.");
                var (index, paths) = (new EmbeddingIndex(), new List<string>());
                FileRun.Run(
                    parsed.GetValue(folder)!,
                    new FileCoreOptions { CountTokens = false, Measure = true },
                    FileRun.Rules(null).Only(),
                    facts =>
                    {
                        if (facts.Measures?.Embedding is not { } embedding)
                            return;
                        index.Add(embedding);
                        paths.Add(facts.Record.Path);
                    },
                    stopping);
                var found = index.Search(wanted, parsed.GetValue(count))
                    .Select(hit => new { file = paths[hit.Index], similarity = hit.CosinePerMillion / 1e6 }).ToList();
                if (parsed.GetValue(json))
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(found));
                else
                    found.ForEach(hit => Console.WriteLine($"{hit.similarity:F3}  {hit.file}"));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }
}
