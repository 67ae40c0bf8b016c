using GpuHost.Core.Intake;

namespace GpuHost.Sending;

/// <summary>A part of a folder as it is uploaded; it can be read until the next one is asked for.</summary>
/// <param name="Pack">A pack; null: a file by itself.</param>
/// <param name="Path">The file's path; empty for a pack.</param>
/// <param name="File">The file, as it was opened and checked; null for a pack.</param>
/// <param name="Files">Files in it.</param>
internal sealed record FilePart(byte[]? Pack, string Path, OpenFile? File, int Files);
