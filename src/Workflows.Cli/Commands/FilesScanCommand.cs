using System.CommandLine;
using System.Text;
using GpuHost.Core;
using Workflows.Cli.Files;
using Workflows.Contracts.Files;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files scan</c>: every file of a folder through the core; for people, programs and build servers.</summary>
internal static class FilesScanCommand
{
    private static readonly string[] Levels = [.. Enum.GetNames<Severity>().Select(name => name.ToLowerInvariant()), "never"];

    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line for each file." };
        var sarif = new Option<bool>("--sarif") { Description = "A SARIF 2.1.0 log of the findings." };
        var csv = new Option<bool>("--csv") { Description = "One line for each finding." };
        var rules = new Option<string?>("--rules") { Description = "A rules file in place of the built-in rules.", HelpName = "file" };
        var noTokens = new Option<bool>("--no-tokens") { Description = "Do not count tokens." };
        var closed = new Option<bool>("--closed") { Description = "Leave zip, gzip, tar and base64 closed." };
        var failOn = new Option<string>("--fail-on") { Description = "The least severity that ends with exit code 1. Default: high.", DefaultValueFactory = _ => "high" };
        failOn.AcceptOnlyFromAmong(Levels);
        var details = SharedOptions.Details();
        var command = new Command("scan", "Hash, classify and scan every file of a folder. Ends with 1 when something at least that grave was found.")
        {
            folder, json, sarif, csv, rules, noTokens, closed, failOn, details,
        };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () =>
            {
                if (new[] { json, sarif, csv }.Count(parsed.GetValue) > 1)
                    throw new CliException(ExitCode.Usage, "Choose one of --json, --sarif and --csv.");
                var set = FileRun.Rules(parsed.GetValue(rules));
                var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false), 64 * 1024);
                var writer = parsed.GetValue(json) ? ScanWriters.JsonLines(output)
                    : parsed.GetValue(csv) ? ScanWriters.Csv(output)
                    : parsed.GetValue(sarif) ? ScanWriters.Sarif(output.BaseStream, set)
                    : ScanWriters.Text(output);
                var options = new FileCoreOptions
                {
                    CountTokens = !parsed.GetValue(noTokens), Measure = parsed.GetValue(json), OpenContainers = !parsed.GetValue(closed),
                };
                var least = Array.IndexOf(Levels, parsed.GetValue(failOn));
                var isGrave = false;
                FileRun.Run(
                    parsed.GetValue(folder)!,
                    options,
                    set,
                    facts =>
                    {
                        writer.Write(facts);
                        isGrave |= facts.Record.Findings.Any(found => (int)found.Severity >= least);
                    },
                    stopping);
                writer.End();
                return Task.FromResult(isGrave ? ExitCode.Failed : ExitCode.Ok);
            },
            parsed.GetValue(details)));
        return command;
    }
}
