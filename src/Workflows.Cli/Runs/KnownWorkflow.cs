using System.Text.Json;
using Microsoft.DurableTask.Client;
using Workflows.Functions;

namespace Workflows.Cli.Runs;

/// <summary>A workflow that can be run from the command line: how its input is read and how its end is shown.</summary>
internal abstract class KnownWorkflow(string name)
{
    /// <summary>The orchestrator's name.</summary>
    public string Name => name;

    /// <exception cref="CliException">There is none of that name; the message lists what there is.</exception>
    public static KnownWorkflow Find(string name)
    {
        var found = WorkflowCatalog.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CliException(ExitCode.Usage, $"There is no workflow '{name}'. There is: {string.Join(", ", WorkflowCatalog.All.Select(known => known.Name.ToLowerInvariant()))}.");
        return found.Name switch
        {
            "Review" => new ReviewWorkflow(),
            "Research" => new ResearchWorkflow(),
            _ => new JsonWorkflow(found.Name, found.InputType),
        };
    }

    /// <exception cref="CliException">The input cannot be read.</exception>
    public abstract object? ReadInput(RunRequest request);

    /// <summary>Writes the results and shows what came of the run.</summary>
    /// <returns>The exit code.</returns>
    public abstract Task<int> PresentAsync(OrchestrationMetadata end, RunRequest request, CancellationToken cancellationToken);

    /// <summary>The message of a run that did not complete.</summary>
    protected static CliException Failure(OrchestrationMetadata end) =>
        new(ExitCode.Failed, $"Run {end.InstanceId} ended {end.RuntimeStatus}: {end.FailureDetails?.ErrorMessage ?? end.SerializedOutput ?? "no reason was given"}");
}

/// <summary>Any workflow: JSON in, JSON out.</summary>
internal sealed class JsonWorkflow(string name, Type input) : KnownWorkflow(name)
{
    public override object? ReadInput(RunRequest request)
    {
        request.RefuseResearchOptions();
        if (request.Input is not { } text)
            return null;
        try
        {
            return JsonSerializer.Deserialize(text, input, JsonSerializerOptions.Web);
        }
        catch (JsonException error)
        {
            throw new CliException(ExitCode.BadInput, $"The input is not the JSON of {Name}: {error.Message}");
        }
    }

    public override async Task<int> PresentAsync(OrchestrationMetadata end, RunRequest request, CancellationToken cancellationToken)
    {
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed)
            throw Failure(end);
        await Console.Out.WriteLineAsync(end.SerializedOutput ?? "null");
        return ExitCode.Ok;
    }
}
