using System.CommandLine;
using Workflows.Cli.Runs;
using Workflows.Testing.CrashLab;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows crashlab</c>: runs a workflow with its real activities in a simulated process that dies at its commits.</summary>
internal static class CrashLabCommand
{
    private const int SeedsDefault = 20;

    public static Command Create()
    {
        var workflow = new Argument<string>("workflow") { Description = "The workflow to try, for example review." };
        var input = new Argument<string?>("input") { Description = "Its input, as for run.", Arity = ArgumentArity.ZeroOrOne };
        var seeds = new Option<int>("--seeds") { Description = $"How many courses to try. Default: {SeedsDefault}.", DefaultValueFactory = _ => SeedsDefault };
        var first = new Option<int>("--first") { Description = "The first seed, to see a finding again. Default: 1.", DefaultValueFactory = _ => 1 };
        var details = SharedOptions.Details();
        var command = new Command("crashlab", "Kill a workflow at its commits, again and again, and report what is lost or doubled. Its activities really run.")
        {
            workflow, input, seeds, first, details,
        };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () => RunAsync(
                KnownWorkflow.Find(parsed.GetValue(workflow)!),
                parsed.GetValue(input),
                new CrashLabOptions { Seeds = parsed.GetValue(seeds), FirstSeed = parsed.GetValue(first) },
                stopping),
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(KnownWorkflow workflow, string? input, CrashLabOptions options, CancellationToken stopping)
    {
        if (options.Seeds < 1)
            throw new CliException(ExitCode.Usage, "--seeds is a number from 1 on.");
        var read = workflow.ReadInput(new RunRequest(workflow.Name, input) { Out = "." });
        var scratch = Directory.CreateTempSubdirectory("workflows-crashlab-");
        try
        {
            CrashLabReport report;
            await using (var app = await AppHost.StartAsync(
                local =>
                {
                    local.Http = false;
                    local.ConsoleLogging = false;
                    local.HubFolder = scratch.FullName;
                },
                stopping))
                report = await new CrashLabRunner(app.Services).RunAsync(workflow.Name, read, options, stopping);
            return await ShowAsync(workflow.Name, report);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static async Task<int> ShowAsync(string name, CrashLabReport report)
    {
        await Console.Out.WriteLineAsync($"{name}: {report.Seeds} courses, {report.Deaths} deaths.");
        foreach (var (activity, times) in report.Repeats)
            await Console.Out.WriteLineAsync($"  {activity} ran again {times} times, because a death came before its result was stored: guard its effects with the idempotency key.");
        foreach (var finding in report.Findings)
            await Console.Out.WriteLineAsync($"  seed {finding.Seed}: {finding.What}");
        await Console.Out.WriteLineAsync(report.IsClean ? "Nothing was lost, doubled or stuck." : "The workflow does not survive every death.");
        return report.IsClean ? ExitCode.Ok : ExitCode.Failed;
    }
}
