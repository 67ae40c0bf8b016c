namespace GpuHost.Onnx;

/// <summary>What runs the model.</summary>
public enum OnnxProvider
{
    /// <summary>The processor.</summary>
    Cpu = 0,

    /// <summary>A graphics device; ONNX Runtime's GPU package must be there, as it is in the build for Azure.</summary>
    Cuda = 1,
}
