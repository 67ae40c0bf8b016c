namespace GpuHost.Core.Cuda.Driver;

/// <summary>Memory on the device.</summary>
internal sealed class DeviceMemory : CudaHandle
{
    /// <summary>Allocates; the context is the calling thread's.</summary>
    public DeviceMemory(CudaContext context, long bytes)
        : base(context) => Own(CudaNative.MemoryAllocate(out var memory, (nuint)bytes), memory, $"hold {bytes} bytes");

    /// <summary>Allocates for a table and copies it there.</summary>
    public static unsafe DeviceMemory Of<T>(CudaContext context, ReadOnlySpan<T> table)
        where T : unmanaged
    {
        var bytes = (long)table.Length * sizeof(T);
        var memory = new DeviceMemory(context, bytes);
        fixed (T* source = table)
        {
            var code = CudaNative.CopyToDevice(memory.Value, source, (nuint)bytes);
            if (code != 0)
                memory.Dispose();
            CudaException.Check(code, "take in a table");
        }

        return memory;
    }

    protected override int Free(nint value) => CudaNative.MemoryFree(value);
}
