namespace Workflows.Contracts.Batches;

/// <summary>A blob, or a part of one, that is a file of a batch.</summary>
/// <param name="Name">The blob's name in the batch's container.</param>
public sealed record BatchItem(string Name)
{
    /// <summary>The path its record has; null: the blob's name.</summary>
    public string? Path { get; init; }

    /// <summary>Only this version of the blob; null: whichever is there.</summary>
    public string? ETag { get; init; }

    /// <summary>The first byte, from 0.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes; null: to the blob's end.</summary>
    public long? Length { get; init; }
}
