using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Rules;

namespace GpuHost.Core.Cuda;

/// <summary>
/// The graphics device as a tier: it takes a share of batches when it is there and sooner done, and the processor does everything else. Every fault
/// of the driver ends here. Then the batch at hand and all that follow are the processor's, which still has their bytes, until the device is tried
/// again. Safe for several threads.
/// </summary>
internal sealed class CudaTier : IDisposable
{
    private const int RestsMax = 16;        // times as long as the first rest

    private readonly CudaOptions options;
    private readonly RuleSet rules;
    private readonly TimeProvider clock;
    private readonly CostModel model;
    private readonly Lock gate = new();
    private OpenDevice? opened;
    private DeviceStatus status;
    private TierDecision? lastDecision;
    private int restFactor = 1;
    private long deviceBatches;
    private long deviceBytes;
    private long cpuBatches;
    private long fallbacks;

    /// <summary>Makes the tier; the device is opened with the first batch.</summary>
    public CudaTier(CudaOptions options, RuleSet rules, bool isFixed, TimeProvider clock)
    {
        (this.options, this.rules, this.clock) = (options, rules, clock);
        model = new CostModel(isFixed);
        status = new DeviceStatus(options.IsEnabled ? DeviceState.Idle : DeviceState.Off, options.IsEnabled ? null : "It is switched off.");
    }

    /// <summary>Takes each new state, once.</summary>
    public Action<DeviceStatus> OnChange { get; set; } = _ => { };

    /// <summary>The opening that goes on, or the last one.</summary>
    public Task Opening { get; private set; } = Task.CompletedTask;

    /// <summary>What is measured and decided by.</summary>
    public CostModel Model => model;

    /// <summary>How it stands now.</summary>
    public DeviceStatus Status
    {
        get
        {
            lock (gate)
            {
                return status with
                {
                    DeviceBatches = Interlocked.Read(ref deviceBatches),
                    DeviceBytes = Interlocked.Read(ref deviceBytes),
                    CpuBatches = Interlocked.Read(ref cpuBatches),
                    Fallbacks = Interlocked.Read(ref fallbacks),
                    LastDecision = Volatile.Read(ref lastDecision),
                };
            }
        }
    }

    /// <summary>What the device does at the moment; null when there is none or it cannot be told.</summary>
    public DeviceUse? ReadUse() => Status.Device is { } device ? NvmlProbe.TryRead(options.ManagementLibrary, device.BusId) : null;

    /// <summary>Whether there is a device, or may be.</summary>
    public bool IsPossible => Volatile.Read(ref status).State is not (DeviceState.Off or DeviceState.Absent);

    /// <summary>Finds out without opening anything whether there can be a device.</summary>
    public void Look()
    {
        try
        {
            if (options.IsEnabled)
                CudaDevice.Look(options);
        }
        catch (CudaException fault)
        {
            status = new DeviceStatus(DeviceState.Absent, fault.Message);
        }
    }

    /// <summary>Opens the device now.</summary>
    /// <exception cref="CudaException">It cannot be used.</exception>
    public void Open()
    {
        if (!options.IsEnabled)
            throw new CudaException(CudaFaultKind.NoDevice, "It is switched off.");
        Use(OpenDevice.Open(options, rules));
    }

    /// <summary>
    /// Begins a batch, if the device is to have it: files are added to its lane, then <see cref="TryLaunch"/> follows.
    /// </summary>
    /// <returns>Null when the processor does it.</returns>
    public CudaTicket? TryBegin(in BatchLoad load)
    {
        if (load.Wants == BatchWants.None || Current() is not { } device)
            return null;
        var decision = model.Choose(in load);
        CudaTicket? ticket = null;
        try
        {
            using var entered = decision.ToDevice ? device.Context.Enter() : default;
            if (decision.ToDevice && device.TryRent() is { } lane)
            {
                lane.Begin(load.Wants);
                ticket = new CudaTicket(device, lane, load);
            }
            else if (decision.ToDevice)
            {
                decision = decision with { ToDevice = false, Reason = "all lanes of the device are taken" };
            }
        }
        catch (CudaException fault)
        {
            Fail(device, fault);
            return null;
        }

        Volatile.Write(ref lastDecision, decision);
        if (ticket is null)
            Interlocked.Increment(ref cpuBatches);
        return ticket;
    }

    /// <summary>Starts a batch; when that fails, the ticket is returned and the processor does it.</summary>
    public bool TryLaunch(CudaTicket ticket) => Try(ticket, ticket.Launch);

    /// <summary>Waits for a batch; when it failed, the ticket is returned and the processor does it.</summary>
    public bool TryWait(CudaTicket ticket)
    {
        if (!Try(ticket, ticket.Wait))
            return false;
        Interlocked.Increment(ref deviceBatches);
        Interlocked.Add(ref deviceBytes, ticket.Load.Bytes);
        model.Learn(rates => rates.AfterDevice(ticket.Load, ticket.Elapsed.TotalNanoseconds));
        restFactor = 1;
        return true;
    }

    /// <summary>Lets the device go.</summary>
    public void Dispose()
    {
        OpenDevice? closing;
        lock (gate)
        {
            (closing, opened) = (opened, null);
            status = new DeviceStatus(DeviceState.Off, "It was let go of.");
        }

        closing?.Close();
    }

    private bool Try(CudaTicket ticket, Action action)
    {
        try
        {
            using var entered = ticket.Device.Context.Enter();
            action();
            return true;
        }
        catch (CudaException fault)
        {
            Interlocked.Increment(ref fallbacks);
            Fail(ticket.Device, fault);
            ticket.Return();
            return false;
        }
    }

    /// <summary>The device if it is ready. If it was never tried, or its rest is over, it is opened beside the work.</summary>
    private OpenDevice? Current()
    {
        lock (gate)
        {
            if (opened is not null)
                return opened;
            if (status.State == DeviceState.Idle || (status.State == DeviceState.Resting && clock.GetUtcNow() >= status.RetryAt))
            {
                status = status with { State = DeviceState.Opening };
                Opening = Task.Run(OpenBeside);
            }

            return null;
        }
    }

    private void OpenBeside()
    {
        try
        {
            Use(OpenDevice.Open(options, rules));
        }
        catch (CudaException fault)
        {
            Fail(null, fault);
        }
    }

    private void Use(OpenDevice device)
    {
        lock (gate)
        {
            if (status.State != DeviceState.Off)
            {
                opened = device;
                status = new DeviceStatus(DeviceState.Ready, null) { Device = device.Info };
            }
        }

        if (opened != device)
            device.Close();
        else
            OnChange(Status);
    }

    /// <summary>Leaves a device that failed, once; several threads may find out at the same time.</summary>
    private void Fail(OpenDevice? device, CudaException fault)
    {
        lock (gate)
        {
            if (opened != device || status.State == DeviceState.Off)
                return;
            opened = null;
            status = status with
            {
                State = fault.MayPass ? DeviceState.Resting : DeviceState.Absent,
                Reason = fault.Message,
                RetryAt = fault.MayPass ? clock.GetUtcNow() + (options.RetryAfter * restFactor) : null,
            };
            restFactor = Math.Min(restFactor * 2, RestsMax);
        }

        device?.Close();
        OnChange(Status);
    }
}
