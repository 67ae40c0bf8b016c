using Workflows.Contracts.Files;

namespace Workflows.Contracts.Batches;

/// <summary>The records of a result.</summary>
/// <param name="Files">At most as many as were asked for, those with findings and errors first; in the order of the result otherwise.</param>
/// <param name="Totals">Numbers over all files.</param>
public sealed record BatchRecords(IReadOnlyList<FileRecord> Files, BatchTotals Totals)
{
    /// <summary>Why there is nothing; null when there is a result.</summary>
    public string? Problem { get; init; }
}
