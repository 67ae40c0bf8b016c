namespace Workflows.Contracts.Tools;

/// <summary>How a tool did, over all runs or within one.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Calls">Calls that reached the tool, with their retries counted once.</param>
/// <param name="Failures">Calls among them that ended in an error.</param>
/// <param name="P50Ms">Median duration in milliseconds of the calls that are remembered.</param>
/// <param name="P95Ms">Duration in milliseconds that 95 % of them did not pass.</param>
public sealed record ToolStatistics(string Tool, long Calls, long Failures, double P50Ms, double P95Ms)
{
    /// <summary>Failed calls by kind.</summary>
    public IReadOnlyDictionary<ToolErrorKind, long> ByError { get; init; } = new Dictionary<ToolErrorKind, long>();

    /// <summary>When it was last called; null when never.</summary>
    public DateTimeOffset? LastCallAt { get; init; }

    /// <summary>Whether calls are refused now because it failed too often.</summary>
    public bool CircuitOpen { get; init; }
}
