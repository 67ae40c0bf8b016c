namespace Workflows.Contracts.Batches;

/// <summary>Output of the workflow <c>ProcessDrop</c>.</summary>
/// <param name="Drop">The drop.</param>
/// <param name="Report">The blob with the report for people, in the drop's container; beside it, ending with <c>.json</c>, the one for programs.</param>
/// <param name="Totals">What was found.</param>
public sealed record DropOutcome(DropRequest Drop, string Report, BatchTotals Totals)
{
    /// <summary>Why the drop could not be processed; null when it was.</summary>
    public string? Problem { get; init; }
}
