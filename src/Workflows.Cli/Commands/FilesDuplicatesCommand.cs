using System.CommandLine;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Similar;
using Workflows.Cli.Files;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files duplicates</c>: files that are the same, and files that almost are.</summary>
internal static class FilesDuplicatesCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder." };
        var exact = new Option<bool>("--exact") { Description = "Only files that are the same byte for byte." };
        var share = new Option<double>("--share") { Description = "The least share that near duplicates have in common, 0.5 to 1. Default: 0.8.", DefaultValueFactory = _ => NearDuplicates.ShareDefault };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("duplicates", "Find files that are the same or almost the same.") { folder, exact, share, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () =>
            {
                if (parsed.GetValue(share) is not (>= 0.5 and <= 1))
                    throw new CliException(ExitCode.Usage, "--share is a number from 0.5 to 1.");
                var files = new List<(string Path, string Sha256, IReadOnlyList<ushort>? Signature)>();
                var options = new FileCoreOptions { CountTokens = false, Measure = !parsed.GetValue(exact) };
                FileRun.Run(parsed.GetValue(folder)!, options, FileRun.Rules(null).Only(), facts => Add(files, facts), stopping);
                Show(files, parsed.GetValue(share), parsed.GetValue(json));
                return Task.FromResult(ExitCode.Ok);
            },
            parsed.GetValue(details)));
        return command;
    }

    private static void Add(List<(string Path, string Sha256, IReadOnlyList<ushort>? Signature)> files, FileFacts facts)
    {
        if (facts.Record.Error is null && facts.Record.Size > 0)
            files.Add((facts.Record.Path, facts.Record.Sha256, facts.Measures?.Signature));
    }

    private static void Show(List<(string Path, string Sha256, IReadOnlyList<ushort>? Signature)> files, double share, bool json)
    {
        var groups = files.GroupBy(file => file.Sha256, StringComparer.Ordinal).ToList();
        var same = groups.Where(group => group.Count() > 1).Select(group => group.Select(file => file.Path).ToArray()).ToList();

        // Of files that are the same one is enough to find what resembles them.
        var distinct = groups.ConvertAll(group => group.First());
        var near = NearDuplicates.Find(distinct.ConvertAll(file => file.Signature), share)
            .Select(cluster => cluster.Select(index => distinct[index].Path).ToArray()).ToList();
        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { same, near }));
            return;
        }

        same.ForEach(group => Console.WriteLine($"same     {string.Join("  ", group)}"));
        near.ForEach(group => Console.WriteLine($"similar  {string.Join("  ", group)}"));
        Console.WriteLine($"{files.Count:N0} files: {same.Count:N0} groups the same, {near.Count:N0} groups similar");
    }
}
