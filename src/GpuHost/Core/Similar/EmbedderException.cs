namespace GpuHost.Core.Similar;

/// <summary>An embedder that cannot be had; the message names everything that is wrong and what to do.</summary>
public abstract class EmbedderException(string message, Exception? inner = null) : Exception(message, inner);
