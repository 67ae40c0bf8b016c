namespace GpuHost.Core.Containers;

/// <summary>A container that is not opened further; the message says why in one sentence.</summary>
internal sealed class ContainerException(string message) : Exception(message);
