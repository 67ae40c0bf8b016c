using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Driver;

/// <summary>The entry points of NVIDIA's management library, which tells what a device really does. It may be missing.</summary>
internal static partial class NvmlNative
{
    /// <summary>What <see cref="CudaLibrary"/> turns into the library's name on this system.</summary>
    public const string Library = "cuda-management";

    /// <summary>Every name below.</summary>
    public static readonly string[] EntryPoints =
    [
        "nvmlInit_v2", "nvmlShutdown", "nvmlDeviceGetHandleByPciBusId_v2", "nvmlDeviceGetUtilizationRates", "nvmlDeviceGetMemoryInfo",
        "nvmlDeviceGetPowerUsage",
    ];

    [LibraryImport(Library, EntryPoint = "nvmlInit_v2")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "nvmlShutdown")]
    public static partial int Shutdown();

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetHandleByPciBusId_v2", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DeviceByBusId(string busId, out nint device);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetUtilizationRates")]
    public static partial int Utilization(nint device, out Rates rates);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetMemoryInfo")]
    public static partial int Memory(nint device, out MemoryInfo memory);

    [LibraryImport(Library, EntryPoint = "nvmlDeviceGetPowerUsage")]
    public static partial int Power(nint device, out uint milliwatts);

    [StructLayout(LayoutKind.Sequential)]
    internal struct Rates
    {
        public uint Kernels;
        public uint Memory;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct MemoryInfo
    {
        public ulong Total;
        public ulong Free;
        public ulong Used;
    }
}
