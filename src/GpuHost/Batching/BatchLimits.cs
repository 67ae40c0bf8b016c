namespace GpuHost.Batching;

/// <summary>The bounds of one batch.</summary>
/// <param name="FilesMax">Files beyond are counted.</param>
/// <param name="UnpackedBytesMax">Bytes that may come out of a tar or zip.</param>
/// <param name="TempFolder">Where what is too large for memory lies meanwhile.</param>
/// <param name="Roots">Folders that batches may read, links resolved.</param>
internal sealed record BatchLimits(long FilesMax, long UnpackedBytesMax, string TempFolder, IReadOnlyList<string> Roots);
