namespace GpuHost.Core.Cuda.Driver;

/// <summary>Memory of the host that the device reads and writes by itself.</summary>
internal sealed class PinnedMemory : CudaHandle
{
    private readonly int bytes;

    /// <summary>Allocates; the context is the calling thread's.</summary>
    public PinnedMemory(CudaContext context, int bytes)
        : base(context)
    {
        this.bytes = bytes;
        Own(CudaNative.HostAllocate(out var memory, (nuint)bytes, 0), memory, $"pin {bytes} bytes");
    }

    /// <summary>All of it. Not to be used once this object is disposed.</summary>
    public unsafe Span<byte> Bytes => new((void*)handle, bytes);

    protected override int Free(nint value) => CudaNative.HostFree(value);
}
