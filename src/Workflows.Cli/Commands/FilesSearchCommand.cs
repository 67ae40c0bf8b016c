using System.CommandLine;
using System.Text;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Measures;
using GpuHost.Core.Similar;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Configuration;
using Workflows.Cli.Files;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files search</c>: the files of a folder that resemble a file or a text most.</summary>
internal static class FilesSearchCommand
{
    private const int CountDefault = 10;
    private const string Content = "content";
    private const string Meaning = "meaning";

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder." };
        var query = new Argument<string>("query") { Description = "A file, or a text of at least some sentences." };
        var count = new Option<int>("--count") { Description = $"How many to show. Default: {CountDefault}.", DefaultValueFactory = _ => CountDefault };
        var by = new Option<string?>("--by")
        {
            Description = $"{Content}: what they share; {Meaning}: what a model makes of their beginnings. Default: {Meaning} where a model is configured.",
        };
        by.AcceptOnlyFromAmong(Content, Meaning);
        var model = new Option<string?>("--model") { Description = "An ONNX encoder in place of Embedding:Model.", HelpName = "file" };
        var vocabulary = new Option<string?>("--vocabulary") { Description = "Its vocabulary. Default: Embedding:Vocabulary, or vocab.txt beside the model.", HelpName = "file" };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("search", "Find the files that are nearest to a file or a text, by embeddings.") { folder, query, count, by, model, vocabulary, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                if (parsed.GetValue(count) is not (>= 1 and <= 1000))
                    throw new CliException(ExitCode.Usage, "--count is a number from 1 to 1000.");
                var settings = Settings(parsed.GetValue(model), parsed.GetValue(vocabulary));
                var (text, where, most) = (parsed.GetValue(query)!, parsed.GetValue(folder)!, parsed.GetValue(count));
                var isByMeaning = parsed.GetValue(by) is { } asked ? asked == Meaning : EmbedderPlugin.IsConfigured(settings);
                var found = isByMeaning ? ByMeaning(settings, text, where, most, stopping) : await ByContentAsync(text, where, most, stopping);
                if (parsed.GetValue(json))
                    await Console.Out.WriteLineAsync(JsonSerializer.Serialize(found.Select(hit => new { file = hit.Path, similarity = hit.Similarity })));
                else
                    found.ToList().ForEach(hit => Console.WriteLine($"{hit.Similarity:F3}  {hit.Path}"));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    /// <summary>The app's settings, and over them what the command line says.</summary>
    private static ConfigurationManager Settings(string? model, string? vocabulary)
    {
        var settings = FunctionsApplication.CreateBuilder([]).Configuration;
        if (model is not null)
            (settings["Embedding:Model"], settings["Embedding:Vocabulary"]) = (model, vocabulary);
        else if (vocabulary is not null)
            settings["Embedding:Vocabulary"] = vocabulary;
        return settings;
    }

    private static IReadOnlyList<(string Path, double Similarity)> ByMeaning(
        IConfiguration settings, string query, string folder, int count, CancellationToken stopping)
    {
        var embedder = EmbedderPlugin.Load(settings);
        using var held = embedder as IDisposable;
        return MeaningSearch.Find(embedder, query, folder, count, stopping);
    }

    private static async Task<IReadOnlyList<(string Path, double Similarity)>> ByContentAsync(
        string query, string folder, int count, CancellationToken stopping)
    {
        var bytes = File.Exists(query) ? await File.ReadAllBytesAsync(query, stopping) : Encoding.UTF8.GetBytes(query);
        var wanted = FileMeasures.Of(bytes).Embedding
            ?? throw new CliException(ExitCode.BadInput, "The query is too short to compare; give a longer text or a file.");
        var (index, paths) = (new EmbeddingIndex(), new List<string>());
        FileRun.Run(
            folder,
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
        return [.. index.Search(wanted, count).Select(hit => (paths[hit.Index], hit.CosinePerMillion / 1e6))];
    }
}
