using System.Collections.Concurrent;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Cuda.Driver;

namespace GpuHost.Core.Cuda;

/// <summary>
/// A device and its lanes. Once it failed or is not wanted any more it is closed by whoever brings the last lane back.
/// </summary>
internal sealed class OpenDevice
{
    private readonly CudaDevice device;
    private readonly CudaOptions options;
    private readonly ConcurrentBag<CudaLane> free = [];
    private readonly Lock gate = new();
    private int made;
    private int lent;
    private bool isClosing;

    private OpenDevice(CudaDevice device, CudaOptions options) => (this.device, this.options) = (device, options);

    public CudaDeviceInfo Info => device.Info;

    public CudaContext Context => device.Context;

    /// <summary>Opens a device with two lanes; more are made as they are needed.</summary>
    /// <exception cref="CudaException">It cannot be used.</exception>
    public static OpenDevice Open(CudaOptions options, Rules.RuleSet rules)
    {
        var opened = new OpenDevice(CudaDevice.Open(options, rules), options);
        try
        {
            using var entered = opened.Context.Enter();
            opened.free.Add(new CudaLane(opened.device, options));
            opened.free.Add(new CudaLane(opened.device, options));
            opened.made = 2;
            return opened;
        }
        catch
        {
            opened.Close();
            throw;
        }
    }

    /// <summary>Lends a lane; null when all are lent. The context is the calling thread's.</summary>
    /// <exception cref="CudaException">Another one could not be made.</exception>
    public CudaLane? TryRent()
    {
        lock (gate)
        {
            if (isClosing)
                return null;
            if (!free.TryTake(out var lane) && made < options.LanesMax)
                lane = TryMake();
            lent += lane is null ? 0 : 1;
            return lane;
        }
    }

    /// <summary>Takes a lane back, whatever became of its batch.</summary>
    public void Return(CudaLane lane)
    {
        lock (gate)
        {
            lent--;
            free.Add(lane);
            if (isClosing && lent == 0)
                CloseAll();
        }
    }

    /// <summary>Lends no more and closes once all lanes are back.</summary>
    public void Close()
    {
        lock (gate)
        {
            if (isClosing)
                return;
            isClosing = true;
            if (lent == 0)
                CloseAll();
        }
    }

    /// <summary>Two lanes are enough when there is no memory for a third.</summary>
    private CudaLane? TryMake()
    {
        try
        {
            var lane = new CudaLane(device, options);
            made++;
            return lane;
        }
        catch (CudaException error) when (error.Kind == CudaFaultKind.OutOfMemory)
        {
            made = options.LanesMax;
            return null;
        }
    }

    private void CloseAll()
    {
        while (free.TryTake(out var lane))
            lane.Dispose();
        device.Dispose();
    }
}
