using Workflows.Contracts.Batches;

namespace GpuHost.Publishing;

/// <summary>A result that is stored.</summary>
/// <param name="Blob">Its blob in the container of results.</param>
/// <param name="Totals">What it came to.</param>
/// <param name="Problem">Why not all files could be reached; null when they were.</param>
internal sealed record PublishedResult(string Blob, BatchTotals Totals, string? Problem);
