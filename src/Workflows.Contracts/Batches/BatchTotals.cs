namespace Workflows.Contracts.Batches;

/// <summary>What a batch came to.</summary>
public sealed record BatchTotals
{
    /// <summary>Files with a record, those that failed among them.</summary>
    public long Files { get; init; }

    /// <summary>Bytes of the files that were read.</summary>
    public long Bytes { get; init; }

    /// <summary>Files without a digest: they could not be read, and their records say why.</summary>
    public long Failed { get; init; }

    /// <summary>Places where rules matched.</summary>
    public long Findings { get; init; }

    /// <summary>Files beyond the most that one batch may have; they have no record.</summary>
    public long LeftOut { get; init; }
}
