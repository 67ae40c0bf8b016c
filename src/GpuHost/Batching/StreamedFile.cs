namespace GpuHost.Batching;

/// <summary>A file that is larger than the arena.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Length">Its size, as its source says.</param>
/// <param name="Content">Its bytes from the start.</param>
internal sealed record StreamedFile(string Path, long Length, Stream Content);
