namespace GpuHost.Core.Cuda;

/// <summary>What a device says of itself.</summary>
/// <param name="Name">Its product name.</param>
/// <param name="Capability">Its compute capability, such as <c>8.9</c>.</param>
/// <param name="MemoryBytes">Its memory.</param>
/// <param name="DriverVersion">The CUDA version of the driver: 12040 is 12.4.</param>
/// <param name="BusId">Where it sits, by which the management library knows it.</param>
public sealed record CudaDeviceInfo(string Name, string Capability, long MemoryBytes, int DriverVersion, string BusId);
