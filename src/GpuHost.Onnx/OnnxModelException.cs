using GpuHost.Core.Similar;

namespace GpuHost.Onnx;

/// <summary>A model, a vocabulary or an option that will not do; the message names everything that is wrong.</summary>
public sealed class OnnxModelException(string message, Exception? inner = null) : EmbedderException(message, inner);
