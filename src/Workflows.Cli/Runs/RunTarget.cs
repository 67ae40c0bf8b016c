using System.Globalization;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Workflows.Cli.Views;

namespace Workflows.Cli.Runs;

/// <summary>Decides which run a command line means: a new one, the one it names, or the latest with the same input.</summary>
internal sealed class RunTarget(AppHost app, KnownWorkflow workflow, RunRequest request)
{
    private const int RunsSearched = 200;           // older runs are named with --id

    /// <summary>Starts the run, or finds the one to carry on.</summary>
    /// <param name="input">The workflow's input.</param>
    /// <param name="view">Told what was decided.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The run's id.</returns>
    public async Task<string> StartOrFindAsync(object? input, RunView view, CancellationToken cancellationToken)
    {
        if (request.Id is { } id && app.Engine.Find(id) is { } named)
            return Take(named, view);
        if (request.Id is null && request.Resume && FindLatest(input) is { } latest)
            return Take(latest, view);
        return await StartAsync(request.Id ?? NewId(), input, view, cancellationToken);
    }

    private string Take(RunRow run, RunView view)
    {
        if (!string.Equals(run.Name, workflow.Name, StringComparison.OrdinalIgnoreCase))
            throw new CliException(ExitCode.Usage, $"Run {run.Id} is a run of {run.Name}, not of {workflow.Name}.");
        if (!request.Resume)
            throw new CliException(ExitCode.Usage, $"Run {run.Id} exists already ({run.Status}). Add --resume to {(run.IsFinished ? "see its results again" : "carry it on")}, or choose another id.");
        view.Line(run.IsFinished
            ? $"Run {run.Id} has ended already ({run.Status}, {run.UpdatedAt:u}); these are its results. Leave out --resume for a new run."
            : $"Carrying on run {run.Id}, started {run.CreatedAt:u}.");
        return run.Id;
    }

    private async Task<string> StartAsync(string id, object? input, RunView view, CancellationToken cancellationToken)
    {
        try
        {
            await app.Client.ScheduleNewOrchestrationInstanceAsync(workflow.Name, input, new StartOrchestrationOptions(id), cancellationToken);
        }
        catch (ArgumentException error)
        {
            throw new CliException(ExitCode.Usage, WithoutParameter(error) + " Choose another id with --id.");
        }
        catch (OrchestrationAlreadyExistsException)
        {
            throw new CliException(ExitCode.Usage, $"Run {id} exists already. Add --resume to carry it on, or choose another id.");
        }

        view.Line($"Run {id} started. If anything stops it: {request.ResumeCommand(id)}");
        return id;
    }

    // The framework adds the name of a parameter, which says nothing to the person who typed the id.
    private static string WithoutParameter(ArgumentException error) =>
        error.Message.Replace($" (Parameter '{error.ParamName}')", "", StringComparison.Ordinal);

    private RunRow? FindLatest(object? input)
    {
        var wanted = JsonDataConverter.Default.Serialize(input);
        var runs = app.Engine.Hub.Query(new RunQuery { Name = workflow.Name, NewestFirst = true, Limit = RunsSearched }).Runs;
        return runs.FirstOrDefault(run => InputOf(run) == wanted);
    }

    private string? InputOf(RunRow run) =>
        app.Engine.Hub.ReadEnds(run.Number) is { } ends
            ? HistoryCodec.Decode(ends.First).Received.OfType<ExecutionStarted>().FirstOrDefault()?.Input
            : null;

    private string NewId() => string.Create(
        CultureInfo.InvariantCulture, $"{workflow.Name.ToLowerInvariant()}-{DateTime.UtcNow:yyyyMMdd-HHmmss}-{Random.Shared.Next(0x10000):x4}");
}
