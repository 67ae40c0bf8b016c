namespace GpuHost.Core.Cuda.Driver;

/// <summary>Work that the device does in order, beside other streams.</summary>
internal sealed class CudaStream : CudaHandle
{
    private const uint NonBlocking = 1;         // it does not wait for the default stream, which others in the process may use

    public CudaStream(CudaContext context)
        : base(context) => Own(CudaNative.StreamCreate(out var created, NonBlocking), created, "make a stream");

    public void CopyIn(DeviceMemory target, PinnedMemory source, int bytes) =>
        CudaException.Check(CudaNative.CopyToDeviceLater(target.Value, source.Value, (nuint)bytes, Value), "take in a batch");

    public void CopyOut(PinnedMemory target, DeviceMemory source, int bytes) =>
        CudaException.Check(CudaNative.CopyToHostLater(target.Value, source.Value, (nuint)bytes, Value), "give back results");

    public void Clear(DeviceMemory target, int bytes) =>
        CudaException.Check(CudaNative.FillLater(target.Value, 0, (nuint)bytes, Value), "clear memory");

    public void Mark(CudaEvent mark) => CudaException.Check(CudaNative.EventRecord(mark.Value, Value), "record an event");

    /// <summary>Starts a kernel whose only parameter is one structure.</summary>
    public unsafe void Launch<T>(nint kernel, int blocks, int threads, T arguments)
        where T : unmanaged
    {
        var parameters = stackalloc void*[1];
        parameters[0] = &arguments;
        CudaException.Check(
            CudaNative.Launch(kernel, (uint)blocks, 1, 1, (uint)threads, 1, 1, 0, Value, parameters, null), $"start {typeof(T).Name}");
    }

    /// <summary>Waits for everything in the stream; false when something in it failed.</summary>
    public bool TryDrain() => CudaNative.StreamSynchronize(Value) == 0;

    protected override int Free(nint value) => CudaNative.StreamDestroy(value);
}
