using System.Runtime.InteropServices;

namespace GpuHost.Core.Cuda.Driver;

/// <summary>Something made in a context; the context stays until it is let go of.</summary>
internal abstract class CudaHandle : SafeHandle
{
    private readonly CudaContext context;

    protected CudaHandle(CudaContext context)
        : base(0, ownsHandle: true)
    {
        var isAdded = false;
        context.DangerousAddRef(ref isAdded);
        this.context = context;
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>The driver's own value; valid while this object is.</summary>
    public nint Value => handle;

    /// <summary>Lets go of it, in its context.</summary>
    protected abstract int Free(nint value);

    /// <summary>Takes over what a call made.</summary>
    protected void Own(int code, nint value, string call)
    {
        if (code == 0)
            SetHandle(value);
        else
            Abandon();
        CudaException.Check(code, call);
    }

    protected override bool ReleaseHandle()
    {
        var isEntered = context.TryEnter();
        var code = Free(handle);
        if (isEntered)
            _ = CudaNative.ContextPop(out _);
        context.DangerousRelease();
        return code == 0;
    }

    private void Abandon()
    {
        context.DangerousRelease();
        SetHandleAsInvalid();
    }
}
