using System.Runtime.InteropServices;

namespace GpuHost.Batching;

/// <summary>A file of a batch that waits for its turn.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Start">Where it begins in the arena.</param>
/// <param name="Length">Its size.</param>
/// <param name="Fault">Why it could not be read; null when it lies in the arena.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchFile(string Path, int Start, long Length, string? Fault);
