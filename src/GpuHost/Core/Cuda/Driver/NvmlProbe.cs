namespace GpuHost.Core.Cuda.Driver;

/// <summary>Reads what a device does. Where the management library is missing or refuses, there is nothing to read.</summary>
internal static class NvmlProbe
{
    /// <summary>Reads a device's use.</summary>
    /// <param name="library">Path of the management library; null for the system's.</param>
    /// <param name="busId">Where the device sits.</param>
    /// <returns>Null when it cannot be told.</returns>
    public static DeviceUse? TryRead(string? library, string busId)
    {
        if (!CudaLibrary.TryLoadManagement(library) || NvmlNative.Init() != 0)
            return null;
        try
        {
            if (NvmlNative.DeviceByBusId(busId, out var device) != 0
                || NvmlNative.Utilization(device, out var rates) != 0
                || NvmlNative.Memory(device, out var memory) != 0)
            {
                return null;
            }

            double? watts = NvmlNative.Power(device, out var milliwatts) == 0 ? milliwatts / 1000.0 : null;
            return new DeviceUse((int)rates.Kernels, (int)rates.Memory, (long)memory.Used, watts);
        }
        finally
        {
            _ = NvmlNative.Shutdown();
        }
    }
}
