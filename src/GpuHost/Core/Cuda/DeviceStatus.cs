namespace GpuHost.Core.Cuda;

/// <summary>The graphics device and its part in the work, for health and statistics.</summary>
/// <param name="State">How it stands.</param>
/// <param name="Reason">Why it is not ready; null when it is, or was not asked yet.</param>
public sealed record DeviceStatus(DeviceState State, string? Reason)
{
    /// <summary>The device, once it was opened.</summary>
    public CudaDeviceInfo? Device { get; init; }

    /// <summary>When it will be tried again.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Batches that the device did its share of.</summary>
    public long DeviceBatches { get; init; }

    /// <summary>Bytes of files in them.</summary>
    public long DeviceBytes { get; init; }

    /// <summary>Batches that the processor did alone, while there was a device to choose.</summary>
    public long CpuBatches { get; init; }

    /// <summary>Batches that the device failed in and the processor did again.</summary>
    public long Fallbacks { get; init; }

    /// <summary>Where the last batch was sent; null before the first.</summary>
    public TierDecision? LastDecision { get; init; }
}
