using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuHost.Core.Cuda.Driver;

namespace GpuHost.Tests.Cuda;

/// <summary>
/// A process has one driver. Where the machine has a real one, tests in this process take the stand-in before anything else asks for it; the real
/// one has a process of its own (<see cref="CudaChild"/>).
/// </summary>
internal static class DriverOfTests
{
    /// <summary>Set for the child process.</summary>
    public const string ChildVariable = "WORKFLOWS_CUDA_CHILD";

    public static bool HasReal => NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out _);

    [ModuleInitializer]
#pragma warning disable CA2255 // the test assembly is the application here
    internal static void TakeStandin()
#pragma warning restore CA2255
    {
        if (Environment.GetEnvironmentVariable(ChildVariable) is null && HasReal)
            CudaLibrary.Load(StandinDriver.Library);
    }
}
