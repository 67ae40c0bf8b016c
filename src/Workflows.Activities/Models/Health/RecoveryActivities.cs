using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Health;

/// <summary>The steps of a model's recovery. Each may be executed twice without harm.</summary>
/// <param name="models">The models.</param>
public sealed class RecoveryActivities(ModelGateway models)
{
    /// <summary>Name of the orchestration that recovers a model.</summary>
    public const string Orchestration = "Recover";

    /// <summary>Starts the recovery of a model unless it is under way.</summary>
    /// <param name="request">The model and why.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("StartRecovery")]
    public static Task<bool> StartRecoveryAsync(
        [ActivityTrigger] RecoveryRequest request, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        StartAsync(request, client, cancellationToken);

    /// <summary>Tells whether the recovery of a model is under way.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="client">Looks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("IsRecovering")]
    public static async Task<bool> IsRecoveringAsync(
        [ActivityTrigger] string model, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken) =>
        await client.GetInstanceAsync(IdOf(model), cancellationToken) is { IsCompleted: false };

    /// <summary>Asks the least question there is.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("ProbeModel")]
    public Task<ModelProbe> ProbeAsync([ActivityTrigger] string model, CancellationToken cancellationToken) => models.ProbeAsync(model, cancellationToken);

    /// <summary>Makes a new client with new connections.</summary>
    /// <param name="model">Name of the model.</param>
    [Function("RestartModelClient")]
    public string RestartClient([ActivityTrigger] string model) => models.RestartClient(model);

    /// <summary>Starts the model's local service again.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("RestartModelService")]
    public Task<string> RestartServiceAsync([ActivityTrigger] string model, CancellationToken cancellationToken) =>
        models.RestartServiceAsync(model, cancellationToken);

    /// <summary>Fetches a model that its local service lacks.</summary>
    /// <param name="model">Name of the model.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("PullModel")]
    public Task<string> PullAsync([ActivityTrigger] string model, CancellationToken cancellationToken) =>
        models.PullAsync(model, cancellationToken);

    /// <summary>Takes the model out until a probe succeeds.</summary>
    /// <param name="model">Name of the model.</param>
    [Function("QuarantineModel")]
    public string Quarantine([ActivityTrigger] string model) => models.Quarantine(model);

    /// <summary>Starts the recovery of a model unless it is under way; true when it was started.</summary>
    /// <param name="request">The model and why.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<bool> StartAsync(RecoveryRequest request, DurableTaskClient client, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(client);
        var id = IdOf(request.Model);
        if (await client.GetInstanceAsync(id, cancellationToken) is { IsCompleted: false })
            return false;
        try
        {
            var options = new StartOrchestrationOptions(id).WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended);
            await client.ScheduleNewOrchestrationInstanceAsync(Orchestration, request, options, cancellationToken);
            return true;
        }
        catch (Exception error) when (error.GetType().Name == "OrchestrationAlreadyExistsException")
        {
            return false;       // another call failed at the same moment
        }
    }

    private static string IdOf(string model) => $"recover-{model}";
}
