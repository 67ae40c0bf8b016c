namespace GpuHost.Core.Similar;

/// <summary>A plug-in that is not there or cannot be loaded.</summary>
public sealed class EmbedderPluginException(string message, Exception? inner = null) : EmbedderException(message, inner);
