namespace GpuHost.Sending;

/// <summary>A part of a folder as it is uploaded.</summary>
/// <param name="Pack">A pack; null: a file by itself.</param>
/// <param name="Path">The file's path; empty for a pack.</param>
/// <param name="Full">Where the file lies; empty for a pack.</param>
/// <param name="Files">Files in it.</param>
internal sealed record FilePart(byte[]? Pack, string Path, string Full, int Files);
