using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Workflows.Activities.Models;
using Workflows.Contracts.Models.Bench;
using Workflows.Functions.Models.Bench;

namespace Workflows.Cli.Commands;

/// <summary>
/// <c>workflows models bench</c>: latency, throughput, cost and accuracy of models on graded questions, as a run of the hub, whose budgets hold.
/// </summary>
internal static class ModelsBenchCommand
{
    private const int CallsMax = 1_000;         // what one history holds without effort
    private const int InFlightMax = 64;

    public static Command Create()
    {
        var models = new Argument<string[]>("models") { Description = "Names of configured models. Default: all of them.", Arity = ArgumentArity.ZeroOrMore };
        var calls = new Option<int?>("--calls") { Description = $"Questions to each model, at most {CallsMax}. Default: each task once.", HelpName = "n" };
        var inFlight = new Option<int>("--in-flight")
        {
            Description = $"Questions at once, at most {InFlightMax}. Default: 4.", DefaultValueFactory = _ => 4, HelpName = "n",
        };
        var tasks = new Option<string?>("--tasks") { Description = "A JSON file with tasks of your own. Default: the shipped ones.", HelpName = "file" };
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("bench", "Measure models: latency, throughput, cost and accuracy on graded questions.")
        {
            models, calls, inFlight, tasks, hub, json, details,
        };
        command.SetAction((parsed, stopping) => ErrorBorder.RunAsync(
            () =>
            {
                var set = ReadTasks(parsed.GetValue(tasks));
                var wanted = new BenchRequest(
                    parsed.GetValue(models) ?? [], set, Within("--calls", parsed.GetValue(calls) ?? set.Count, CallsMax),
                    Within("--in-flight", parsed.GetValue(inFlight), InFlightMax));
                return RunAsync(wanted, parsed.GetValue(hub), parsed.GetValue(json), stopping);
            },
            parsed.GetValue(details)));
        return command;
    }

    private static async Task<int> RunAsync(BenchRequest wanted, string? hub, bool json, CancellationToken stopping)
    {
        await using var app = await AppHost.StartAsync(
            options =>
            {
                options.Http = false;
                options.ConsoleLogging = false;
                options.HubFolder = hub;
            },
            stopping);
        var request = wanted with { Models = Names(wanted.Models, app.Services.GetRequiredService<ModelGateway>()) };
        var id = string.Create(CultureInfo.InvariantCulture, $"bench-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}");
        await app.Client.ScheduleNewOrchestrationInstanceAsync(BenchModelsOrchestrator.Name, request, new StartOrchestrationOptions(id), stopping);
        var report = await ReportAsync(app.Client, id, stopping);
        if (json)
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(report, JsonSerializerOptions.Web));
        else
            Show(report);
        return report.Models.All(model => model is { Answered: > 0, Stopped: null }) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<BenchReport> ReportAsync(DurableTaskClient client, string id, CancellationToken stopping)
    {
        try
        {
            var run = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true, stopping);
            return run.RuntimeStatus == OrchestrationRuntimeStatus.Completed
                ? run.ReadOutputAs<BenchReport>()!
                : throw new CliException(ExitCode.Failed, $"The measurement ended as {run.RuntimeStatus}: {run.FailureDetails?.ErrorMessage}");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await client.TerminateInstanceAsync(id, "Ctrl+C", CancellationToken.None);     // half a measurement is none: nothing to carry on
            throw;
        }
    }

    private static List<string> Names(IReadOnlyList<string> wanted, ModelGateway gateway)
    {
        var known = gateway.Models.Select(model => model.Name).ToList();
        var unknown = wanted.Except(known, StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
            throw new CliException(ExitCode.Usage, $"There is no model {string.Join(", ", unknown)}. Configured are {string.Join(", ", known)}.");
        return wanted.Count == 0 ? known : [.. known.Where(name => wanted.Contains(name, StringComparer.OrdinalIgnoreCase))];
    }

    private static IReadOnlyList<BenchTask> ReadTasks(string? path)
    {
        if (path is null)
            return BenchTasks.Shipped;
        return File.Exists(path) ? BenchTasks.Read(File.ReadAllText(path)) : throw new CliException(ExitCode.BadInput, $"There is no file {path}.");
    }

    private static int Within(string option, int value, int most) =>
        value >= 1 && value <= most ? value : throw new CliException(ExitCode.Usage, $"{option} must be from 1 to {most}.");

    private static void Show(BenchReport report)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns(
            "model", "answered", "accuracy", "p50 ms", "p95 ms", "first token p50", "p95", "answers/s", "tokens/s", "USD");
        foreach (var model in report.Models)
        {
            table.AddRow(
                Markup.Escape(model.Model), $"{model.Answered}/{model.Calls}", $"{model.Accuracy:P0}", $"{model.P50Ms}", $"{model.P95Ms}",
                $"{model.FirstTokenP50Ms}", $"{model.FirstTokenP95Ms}", $"{model.AnswersPerSec:0.0}", $"{model.OutputTokensPerSec:0}",
                model.Usd is { } usd ? $"{usd:0.000000}" : "unknown");
        }

        AnsiConsole.Write(table);
        foreach (var model in report.Models)
        {
            AnsiConsole.MarkupLineInterpolated($"{model.Model}: {string.Join(", ", model.AccuracyByKind.Select(kind => $"{kind.Key} {kind.Value:P0}"))}");
            if (model.Stopped is { } why)
                AnsiConsole.MarkupLineInterpolated($"{model.Model} was asked {model.Calls} questions only: {why}");
        }
    }
}
