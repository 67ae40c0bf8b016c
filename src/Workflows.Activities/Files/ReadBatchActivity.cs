using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Batches;

namespace Workflows.Activities.Files;

/// <summary>Reads results of the file host.</summary>
/// <param name="batches">The file host.</param>
public sealed class ReadBatchActivity(IFileBatches batches)
{
    /// <summary>Reads a result.</summary>
    /// <param name="reading">Which one, and how many records of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The records; why there are none is told in them.</returns>
    [Function("ReadBatch")]
    public Task<BatchRecords> RunAsync([ActivityTrigger] BatchReading reading, CancellationToken cancellationToken) =>
        batches.ReadAsync(reading, cancellationToken);
}
