using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Runtime.TaskHub.Sqlite;
using Spectre.Console;
using Workflows.Activities.Models.Costs;
using Workflows.Runtime;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows costs</c>: what models cost, summed by whatever is asked, also while another process has the hub open.</summary>
internal static class CostsCommand
{
    public static Command Create()
    {
        var by = new Option<string>("--by")
        {
            Description = $"Sum by {string.Join(", ", CostReport.Groupings)}. Default: model.",
            DefaultValueFactory = _ => "model",
            HelpName = "what",
        };
        var since = new Option<string?>("--since") { Description = "First day that counts, in UTC, as 2031-03-14.", HelpName = "day" };
        var run = new Option<string?>("--run") { Description = "Only this run.", HelpName = "id" };
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("costs", "Show what models cost.") { by, since, run, hub, json, details };
        command.SetAction(parsed => ErrorBorder.RunAsync(
            () => RunAsync(
                Read(parsed.GetValue(by)!, parsed.GetValue(since), parsed.GetValue(run), parsed.GetValue(hub)),
                parsed.GetValue(by)!, parsed.GetValue(json)),
            parsed.GetValue(details)));
        return command;
    }

    private static IReadOnlyList<CostSum> Read(string by, string? since, string? run, string? hub)
    {
        if (!CostReport.Groupings.Contains(by, StringComparer.Ordinal))
            throw new CliException(ExitCode.Usage, $"--by is one of {string.Join(", ", CostReport.Groupings)}.");
        DateOnly? first = null;
        if (since is not null)
        {
            first = DateOnly.TryParseExact(since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day : throw new CliException(ExitCode.Usage, "--since is a day, as 2031-03-14.");
        }

        return CostReport.Read(hub ?? new EmbeddedHubOptions().Folder, by, first, run);
    }

    private static async Task<int> RunAsync(IReadOnlyList<CostSum> sums, string by, bool json)
    {
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(sums, JsonSerializerOptions.Web));
            return ExitCode.Ok;
        }

        if (sums.Count == 0)
        {
            await Console.Out.WriteLineAsync("No model was asked yet.");
            return ExitCode.Ok;
        }

        var table = new Table().AddColumns(by, "calls", "failed", "tokens in", "cached", "tokens out", "USD", "seconds");
        foreach (var sum in sums)
            table.AddRow(Cells(sum));
        if (sums.Count > 1)
            table.AddRow(Cells(sums.Aggregate(CostSum.Zero("together"), (all, one) => all.Plus(one))));
        AnsiConsole.Write(table);
        return ExitCode.Ok;
    }

    private static string[] Cells(CostSum sum) =>
    [
        Markup.Escape(sum.Key.Length == 0 ? "-" : sum.Key), $"{sum.Calls}", $"{sum.Failed}", $"{sum.InputTokens}", $"{sum.CachedInputTokens}",
        $"{sum.OutputTokens}", sum.UnknownCost == 0 ? $"{sum.Usd:0.000000}" : $"{sum.Usd:0.000000} + {sum.UnknownCost} unknown", $"{sum.Seconds:0.0}",
    ];
}
