using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Driver;

/// <summary>
/// Finds the driver's library and answers for the name that <see cref="CudaNative"/> calls it by. A process has one driver: the first library
/// that was fit stays.
/// </summary>
internal static class CudaLibrary
{
    private static readonly Lock Gate = new();
    private static nint handle;
    private static nint management;
    private static string loaded = "";

    static CudaLibrary() => NativeLibrary.SetDllImportResolver(
        typeof(CudaLibrary).Assembly, (name, _, _) => name switch { CudaNative.Library => handle, NvmlNative.Library => management, _ => 0 });

    private static string SystemName => OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1";

    /// <summary>Loads the library unless that is done.</summary>
    /// <param name="path">Its path; null for the system's.</param>
    /// <exception cref="CudaException">There is none, or it is too old, or another one is in use.</exception>
    public static void Load(string? path)
    {
        var wanted = path ?? SystemName;
        lock (Gate)
        {
            if (handle != 0)
            {
                if (wanted != loaded)
                    throw new CudaException(CudaFaultKind.NoDriver, $"This process uses the driver '{loaded}' and cannot change to '{wanted}'.");
                return;
            }

            var found = Require(wanted);
            (handle, loaded) = (found, wanted);
        }
    }

    /// <summary>Loads the management library unless that is done; false when there is none that will do.</summary>
    public static bool TryLoadManagement(string? path)
    {
        lock (Gate)
        {
            if (management != 0)
                return true;
            if (!NativeLibrary.TryLoad(path ?? (OperatingSystem.IsWindows() ? "nvml.dll" : "libnvidia-ml.so.1"), out var found))
                return false;
            if (Array.TrueForAll(NvmlNative.EntryPoints, name => NativeLibrary.TryGetExport(found, name, out _)))
                management = found;
            else
                NativeLibrary.Free(found);
            return management != 0;
        }
    }

    /// <summary>Loads a library that has all we call.</summary>
    /// <exception cref="CudaException">There is none, or it is too old.</exception>
    internal static nint Require(string path)
    {
        if (!NativeLibrary.TryLoad(path, out var found))
            throw new CudaException(CudaFaultKind.NoDriver, $"There is no NVIDIA driver: '{path}' cannot be loaded.");
        if (Array.Find(CudaNative.EntryPoints, name => !NativeLibrary.TryGetExport(found, name, out _)) is not { } missing)
            return found;
        NativeLibrary.Free(found);
        throw new CudaException(CudaFaultKind.DriverTooOld, $"The driver '{path}' has no '{missing}'; a newer one is needed.");
    }
}
