using System.ComponentModel.DataAnnotations;

namespace GpuHost.Core.Cuda;

/// <summary>How a graphics device is used beside the processor.</summary>
public sealed record CudaOptions
{
    /// <summary>Whether one is looked for. Without one, or when it fails, the processor does everything.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The number that the driver gives the device.</summary>
    [Range(0, 63)]
    public int Device { get; init; }

    /// <summary>Path of the driver's library; null for the system's (<c>libcuda.so.1</c>, <c>nvcuda.dll</c>).</summary>
    public string? DriverLibrary { get; init; }

    /// <summary>Path of NVIDIA's management library, which tells the device's use; null for the system's.</summary>
    public string? ManagementLibrary { get; init; }

    /// <summary>Bytes of files that go to the device together: enough to fill it, few enough that a batch is done in some milliseconds.</summary>
    [Range(1024 * 1024, 32 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Files of a batch; each takes 2.3 KB of results.</summary>
    [Range(16, 16 * 1024)]
    public int FilesPerBatchMax { get; init; } = 1024;

    /// <summary>
    /// Batches on their way at a time, each with buffers of about twice its bytes on the device and as much pinned memory here. Two keep copies and
    /// kernels apart; more serve more threads.
    /// </summary>
    [Range(2, 32)]
    public int LanesMax { get; init; } = 4;

    /// <summary>
    /// How long after a fault that may pass (no memory, a lost device) the device is tried again; twice as long each time, up to sixteen times.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
