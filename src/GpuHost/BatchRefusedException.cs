namespace GpuHost;

/// <summary>A message that no attempt can serve: it goes to the poison queue with the reason.</summary>
internal sealed class BatchRefusedException(string reason) : Exception(reason);
