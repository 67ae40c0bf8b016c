namespace Workflows.Contracts.Batches;

/// <summary>A message of the queue <c>file-batches-done</c>, and what the waiting run gets with its event.</summary>
/// <param name="Version">1.</param>
/// <param name="Batch">The batch's id; for a batch without one, the name of its result.</param>
public sealed record BatchFinished(int Version, string Batch)
{
    /// <summary>The version that this program writes.</summary>
    public const int VersionNow = 1;

    /// <summary>The run to tell.</summary>
    public string? Run { get; init; }

    /// <summary>The event it waits for.</summary>
    public string? Event { get; init; }

    /// <summary>The container of the result; null when there is no result.</summary>
    public string? Container { get; init; }

    /// <summary>The blob of the result; null when there is no result.</summary>
    public string? Blob { get; init; }

    /// <summary>The result's numbers.</summary>
    public BatchTotals Totals { get; init; } = new();

    /// <summary>Why the batch could not be worked on at all; null when it was.</summary>
    public string? Problem { get; init; }
}
