namespace GpuHost.Core.Cuda.Driver;

/// <summary>The kernels, compiled by the driver for its device.</summary>
internal sealed class CudaModule : CudaHandle
{
    /// <summary>Loads PTX, which ends with a zero byte.</summary>
    public unsafe CudaModule(CudaContext context, ReadOnlySpan<byte> ptx)
        : base(context)
    {
        fixed (byte* image = ptx)
            Own(CudaNative.ModuleLoad(out var module, image, 0, 0, 0), module, "load the kernels");
    }

    /// <summary>A kernel; valid while this module is.</summary>
    public nint Function(string name)
    {
        CudaException.Check(CudaNative.ModuleGetFunction(out var function, Value, name), $"find the kernel '{name}'");
        return function;
    }

    protected override int Free(nint value) => CudaNative.ModuleUnload(value);
}
