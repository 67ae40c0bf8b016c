using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Workflows.Activities.Models;
using Workflows.Activities.Models.Health;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Triggers;

/// <summary>Sees to models that are out. Healthy ones are left alone: a probe costs money.</summary>
/// <param name="models">The models.</param>
public sealed class WatchModels(ModelGateway models)
{
    /// <summary>Every minute, starts the recovery of each model that is out or quarantined.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="client">Starts it.</param>
    /// <param name="cancellationToken">The host stops.</param>
    [Function("WatchModels")]
    public async Task RunAsync(
        [TimerTrigger("0 * * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        _ = timer;
        foreach (var (model, problem) in await models.DueAsync(cancellationToken))
            await RecoveryActivities.StartAsync(new RecoveryRequest(model, problem), client, cancellationToken);
    }
}
