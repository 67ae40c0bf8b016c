using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Batches;

namespace GpuHost.Core.Cuda;

/// <summary>What a batch asks of whoever takes it.</summary>
/// <param name="Files">Its files.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="TextBytes">Bytes of those whose tokens a device can count.</param>
/// <param name="Wants">What is to be found out.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct BatchLoad(int Files, long Bytes, long TextBytes, BatchWants Wants);
