using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>Brings the files of one kind of source into a batch.</summary>
internal interface IBatchReader
{
    /// <summary>Brings all files.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="account">Where blobs are.</param>
    /// <param name="build">Takes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Why not all files could be reached, in one sentence; null when they were.</returns>
    /// <exception cref="StorageException">Storage cannot be reached now; another attempt may.</exception>
    Task<string?> ReadAsync(BatchSource source, IStorageAccount account, BatchBuild build, CancellationToken cancellationToken);
}
