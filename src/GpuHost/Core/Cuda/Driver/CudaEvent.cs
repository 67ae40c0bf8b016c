namespace GpuHost.Core.Cuda.Driver;

/// <summary>A mark in a stream that can be waited for.</summary>
internal sealed class CudaEvent : CudaHandle
{
    private const uint BlockingWait = 1;        // whoever waits sleeps: on few processors others need this one

    public CudaEvent(CudaContext context)
        : base(context) => Own(CudaNative.EventCreate(out var created, BlockingWait), created, "make an event");

    /// <summary>Waits until the work before the mark is done, and tells what failed in it.</summary>
    public void Wait() => CudaException.Check(CudaNative.EventSynchronize(Value), "finish a batch");

    /// <summary>Device time between two marks that were reached.</summary>
    public TimeSpan Since(CudaEvent start)
    {
        CudaException.Check(CudaNative.EventElapsed(out var milliseconds, start.Value, Value), "tell the time");
        return TimeSpan.FromMilliseconds(milliseconds);
    }

    protected override int Free(nint value) => CudaNative.EventDestroy(value);
}
