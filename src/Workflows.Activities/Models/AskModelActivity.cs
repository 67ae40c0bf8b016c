using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>One model call.</summary>
/// <param name="models">Asks the model.</param>
public sealed class AskModelActivity(ModelGateway models)
{
    /// <summary>Asks once. Every expected end, a failure too, is a result and not an exception.</summary>
    /// <param name="call">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("AskModel")]
    public async Task<ModelResult> RunAsync([ActivityTrigger] ModelCall call, CancellationToken cancellationToken) =>
        new(await models.AskAsync(call, cancellationToken));
}
