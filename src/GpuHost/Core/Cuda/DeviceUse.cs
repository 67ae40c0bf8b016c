namespace GpuHost.Core.Cuda;

/// <summary>What a device does at the moment, as its management library tells.</summary>
/// <param name="KernelPercent">
/// Share of the last interval (a sixth of a second to a second) in which any kernel ran; it does not tell how full the device was.
/// </param>
/// <param name="MemoryPercent">Share of it in which its memory was read or written.</param>
/// <param name="MemoryUsedBytes">Memory in use by all processes.</param>
/// <param name="PowerWatts">What it draws; null where it does not tell.</param>
public sealed record DeviceUse(int KernelPercent, int MemoryPercent, long MemoryUsedBytes, double? PowerWatts);
