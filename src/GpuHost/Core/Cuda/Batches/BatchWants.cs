namespace GpuHost.Core.Cuda.Batches;

/// <summary>What a device is to find out about the files of a batch.</summary>
[Flags]
internal enum BatchWants
{
    None = 0,

    /// <summary>Entropy, signature, embedding.</summary>
    Measures = 1,

    /// <summary>Tokens of texts.</summary>
    Tokens = 2,

    /// <summary>Where rules may match.</summary>
    Places = 4,
}
