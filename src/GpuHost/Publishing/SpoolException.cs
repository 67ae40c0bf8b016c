namespace GpuHost.Publishing;

/// <summary>This machine has no room for a temporary file. No fault of any file, so it is no <see cref="IOException"/>.</summary>
internal sealed class SpoolException(string message, Exception cause) : Exception(message, cause);
