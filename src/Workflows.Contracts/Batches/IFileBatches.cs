namespace Workflows.Contracts.Batches;

/// <summary>The port to the file host: sends batches to its queue and reads its results. Who works on them, this process or another, is not told.</summary>
public interface IFileBatches
{
    /// <summary>Packs, uploads and sends. To ask again with the same key and files is harmless.</summary>
    /// <param name="request">The files, and who waits for them.</param>
    /// <param name="cancellationToken">Gives up; what was sent stays sent.</param>
    Task<BatchSubmission> SubmitAsync(BatchRequest request, CancellationToken cancellationToken);

    /// <summary>Reads a result.</summary>
    /// <param name="reading">Which one, and how much of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<BatchRecords> ReadAsync(BatchReading reading, CancellationToken cancellationToken);
}
