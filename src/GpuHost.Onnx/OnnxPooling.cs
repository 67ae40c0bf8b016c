namespace GpuHost.Onnx;

/// <summary>How one vector is made of a text's tokens.</summary>
public enum OnnxPooling
{
    /// <summary>Their mean, as all-MiniLM and e5 were trained.</summary>
    Mean = 0,

    /// <summary>The first one's, which stands for the text, as bge and arctic-embed were trained.</summary>
    First = 1,
}
