namespace GpuHost.Core.Intake;

/// <summary>A file was written to, cut or replaced while it was read.</summary>
internal sealed class FileChangedException() : IOException(FileFault.Changed);
