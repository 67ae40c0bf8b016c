using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Batches;

namespace Workflows.Activities.Files;

/// <summary>Sends files to the file host.</summary>
/// <param name="batches">The queue and what serves it.</param>
public sealed class SubmitBatchActivity(IFileBatches batches)
{
    /// <summary>Packs files, uploads them and sends a message for each pack. A repeated attempt sends the same again, which is worked on once.</summary>
    /// <param name="request">The files, with a key that is the same for every attempt.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The events that will come.</returns>
    [Function("SubmitBatch")]
    public Task<BatchSubmission> RunAsync([ActivityTrigger] BatchRequest request, CancellationToken cancellationToken) =>
        batches.SubmitAsync(request, cancellationToken);
}
