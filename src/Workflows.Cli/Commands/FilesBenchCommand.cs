using System.CommandLine;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Tiers;
using Workflows.Cli.Files;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows files bench</c>: the whole job over a folder, measured.</summary>
internal static class FilesBenchCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("folder") { Description = "The folder; see that its files are in the page cache." };
        var noTokens = new Option<bool>("--no-tokens") { Description = "Do not count tokens." };
        var tier = new Option<Tier?>("--tier") { Description = "Scalar, Avx2, Avx512 or Cuda in place of the best there is." };
        var runs = new Option<int>("--runs") { Description = "Measured runs, behind one that warms up. Default: 3.", DefaultValueFactory = _ => 3 };
        var (json, details) = (SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("bench", "Measure the whole job over a folder: files and bytes a second, time by stage, memory.") { folder, noTokens, tier, runs, json, details };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () =>
            {
                if (parsed.GetValue(runs) is not (>= 1 and <= 100))
                    throw new CliException(ExitCode.Usage, "--runs is a number from 1 to 100.");
                var options = new FileCoreOptions
                {
                    CountTokens = !parsed.GetValue(noTokens), Measure = true, OpenContainers = true, Tier = parsed.GetValue(tier),
                };
                var result = FileBench.Run(parsed.GetValue(folder)!, options, parsed.GetValue(runs), stopping);
                if (!parsed.GetValue(json))
                    Show(result);
                Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
                return Task.FromResult(ExitCode.Ok);
            },
            parsed.GetValue(details)));
        return command;
    }

    private static void Show(FileBenchResult result)
    {
        Console.WriteLine(
            $"{result.Files:N0} files, {result.Bytes / 1e6:N1} MB in {result.Seconds:F2} s ({result.CpuSeconds:F2} s of processor time), {result.Findings:N0} findings, {result.Tokens:N0} tokens");
        foreach (var (stage, spent) in result.Stages)
            Console.WriteLine($"  {stage,-10} {spent,7:F3} s");
    }
}
