namespace GpuHost.Core.Folders;

/// <summary>How a scan went.</summary>
/// <param name="Elapsed">By the clock.</param>
/// <param name="Seconds">Of all threads together, by stage.</param>
public sealed record FolderScanSummary(TimeSpan Elapsed, IReadOnlyDictionary<Stage, double> Seconds);
