namespace GpuHost.Core.Cuda.Driver;

/// <summary>Why a device cannot be used.</summary>
internal enum CudaFaultKind
{
    /// <summary>The build had no compiler for the kernels.</summary>
    NoKernels,

    /// <summary>No driver's library, or one that does not start.</summary>
    NoDriver,

    /// <summary>The driver lacks what we call, or does not know our kernels' version.</summary>
    DriverTooOld,

    /// <summary>No device of that number.</summary>
    NoDevice,

    /// <summary>The device's compute capability is below the kernels'.</summary>
    DeviceTooOld,

    /// <summary>No memory on the device or none that can be pinned.</summary>
    OutOfMemory,

    /// <summary>The device or what ran on it failed; everything it held is gone.</summary>
    Lost,
}
