using GpuHost.Core.Cuda.Driver;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>The kernels as PTX, which the build embeds when it has clang; the driver compiles them for its device.</summary>
internal static class KernelImage
{
    /// <summary>The oldest driver that knows the PTX: CUDA 10.0.</summary>
    public const int DriverVersionMin = 10_000;

    /// <summary>The compute capability that the kernels are compiled for, as 10 times major plus minor.</summary>
    public const int CapabilityMin = 75;

    /// <summary>The names of the kernels.</summary>
    public static readonly string[] Names = ["measure", "find_starts", "count_tokens", "filter_places"];

    private const string Resource = "GpuHost.Core.Cuda.kernels.ptx";

    /// <summary>Whether this build has kernels.</summary>
    public static bool IsPresent => typeof(KernelImage).Assembly.GetManifestResourceInfo(Resource) is not null;

    /// <summary>Throws when this build has no kernels.</summary>
    /// <exception cref="CudaException">It has none.</exception>
    public static void Require()
    {
        if (!IsPresent)
            throw new CudaException(CudaFaultKind.NoKernels, "This build has no kernels for CUDA: clang was not there when it was made.");
    }

    /// <summary>The PTX and a zero byte behind it.</summary>
    /// <exception cref="CudaException">This build has none.</exception>
    public static byte[] Load()
    {
        Require();
        using var stream = typeof(KernelImage).Assembly.GetManifestResourceStream(Resource)!;
        var image = new byte[stream.Length + 1];
        stream.ReadExactly(image, 0, (int)stream.Length);
        return image;
    }
}
