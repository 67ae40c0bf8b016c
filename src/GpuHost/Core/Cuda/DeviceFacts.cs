using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Measures;

namespace GpuHost.Core.Cuda;

/// <summary>What the device found out about one file; what is missing the processor does.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct DeviceFacts
{
    /// <summary>Entropy, signature, embedding.</summary>
    public FileMeasures? Measures { get; init; }

    /// <summary>Tokens without those of the long pieces; null when they were not counted.</summary>
    public uint? Tokens { get; init; }

    /// <summary>Pieces left to the processor, by their place in the batch's text.</summary>
    public ReadOnlySpan<LongPiece> LongPieces { get; init; }

    /// <summary>Where the file begins in the batch's text.</summary>
    public int Start { get; init; }

    /// <summary>One bit a byte, the lowest first, where rules may match; empty when they were not looked for.</summary>
    public ReadOnlySpan<uint> Places { get; init; }
}
