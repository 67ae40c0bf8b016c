using System.CommandLine;
using System.Text.Json;
using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Workflows.Cli.Hubs;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows replay</c>: does the code of this program still do what a stored or exported history says? Nothing is executed or changed.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var what = new Argument<string>("run") { Description = "A run's id, or the file of an exported run." };
        var (hub, url, json, details) = (SharedOptions.Hub(), SharedOptions.Url(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("replay", "Check that this program's code still fits a run's history. Exit code 1 when it does not.") { what, hub, url, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            async () =>
            {
                var archive = await ReadAsync(parsed.GetValue(what)!, parsed.GetValue(hub), parsed.GetValue(url), stopping);
                return Show(await CheckAsync(archive, stopping), parsed.GetValue(json));
            },
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<RunArchive> ReadAsync(string what, string? hub, string? url, CancellationToken stopping)
    {
        if (File.Exists(what))
        {
            await using var file = File.OpenRead(what);
            return await RunArchiveFile.ReadAsync(file, stopping);
        }

        using var source = RunSource.Open(hub, url);
        return await source.ExportAsync(what, stopping);
    }

    /// <summary>The run and its sub-orchestrations; entities have no code to replay.</summary>
    private static async Task<IReadOnlyList<ReplayVerdict>> CheckAsync(RunArchive archive, CancellationToken stopping)
    {
        await using var app = await AppHost.StartWithoutHubAsync(stopping);
        var verdicts = new List<ReplayVerdict>();
        foreach (var run in archive.Runs.Where(run => !run.Id.StartsWith('@')))
            verdicts.Add(await app.Engine.CheckReplayAsync(run.Id, run.Chunks.Select(chunk => HistoryCodec.Decode(chunk))));
        return verdicts;
    }

    private static int Show(IReadOnlyList<ReplayVerdict> verdicts, bool json)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(verdicts, InspectionJson.Options));
        foreach (var verdict in json ? [] : verdicts)
            Console.WriteLine(verdict.IsSame ? $"same      {verdict.InstanceId}: {verdict.Turns} turns" : $"differs   {verdict.InstanceId} at event {verdict.AtEvent}: {verdict.Difference}");
        return verdicts.All(verdict => verdict.IsSame) ? ExitCode.Ok : ExitCode.Failed;
    }
}
