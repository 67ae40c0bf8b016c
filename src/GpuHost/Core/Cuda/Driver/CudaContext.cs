using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Driver;

/// <summary>
/// Our share in a device's primary context, which others in the process (a model runtime) may have as well. It is given back after the last
/// object that was made in it.
/// </summary>
internal sealed class CudaContext : SafeHandle
{
    private readonly int device;

    private CudaContext(nint context, int device)
        : base(0, ownsHandle: true)
    {
        this.device = device;
        SetHandle(context);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Takes a share.</summary>
    public static CudaContext Retain(int device)
    {
        CudaException.Check(CudaNative.PrimaryContextRetain(out var context, device), "make a context");
        return new CudaContext(context, device);
    }

    /// <summary>Makes the context the calling thread's until the result is disposed.</summary>
    public Scope Enter()
    {
        CudaException.Check(CudaNative.ContextPush(handle), "enter its context");
        return default;
    }

    /// <summary>Enters without an error: what is let go of in a lost context is gone anyway.</summary>
    public bool TryEnter() => CudaNative.ContextPush(handle) == 0;

    protected override bool ReleaseHandle() => CudaNative.PrimaryContextRelease(device) == 0;

    /// <summary>Leaves the context.</summary>
    public readonly struct Scope : IDisposable
    {
        public void Dispose() => _ = CudaNative.ContextPop(out _);
    }
}
