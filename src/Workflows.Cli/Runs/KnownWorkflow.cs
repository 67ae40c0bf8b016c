using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Workflows.Contracts.Agents;
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
            _ => new JsonWorkflow(found),
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
internal sealed class JsonWorkflow(WorkflowInfo workflow) : KnownWorkflow(workflow.Name)
{
    public override object? ReadInput(RunRequest request)
    {
        request.RefuseResearchOptions();
        try
        {
            var (input, lacking) = WorkflowInput.Read(workflow, Encoding.UTF8.GetBytes(request.Input ?? "{}"));
            return lacking is null ? input : throw new CliException(ExitCode.BadInput, lacking);
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
        var (text, problem) = Read(end);
        if (problem.Length > 0 && text.Length == 0)
            throw new CliException(ExitCode.Failed, problem);
        if (problem.Length > 0)
            await Console.Error.WriteLineAsync($"note: {problem}");
        return ExitCode.Ok;
    }

    private (string Text, string Problem) Read(OrchestrationMetadata end)
    {
        if (workflow.InputType == typeof(AgentRequest) && end.ReadOutputAs<AgentAnswer>() is { } answer)
            return (answer.Text, answer.Problem);
        return workflow.InputType == typeof(TeamRequest) && end.ReadOutputAs<TeamResult>() is { } result ? (result.Text, result.Problem) : ("", "");
    }
}
