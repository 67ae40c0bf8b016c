namespace Runtime.Host.Blobs;

/// <summary>extensions.blobs of host.json.</summary>
internal sealed record BlobSettings
{
    /// <summary>Blobs of one function that run at the same time.</summary>
    public int MaxDegreeOfParallelism { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>A blob that was tried so often is given up; a message in the poison queue tells of it.</summary>
    public int PoisonBlobThreshold { get; init; } = 5;
}
