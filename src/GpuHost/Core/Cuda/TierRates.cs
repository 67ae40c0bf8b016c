using GpuHost.Core.Cuda.Batches;

namespace GpuHost.Core.Cuda;

/// <summary>
/// What was measured last of both tiers, in nanoseconds. One snapshot; a measurement makes the next one. The first values are those of one core and
/// an estimate for a small device, so that the first batches go where they most likely belong.
/// </summary>
/// <param name="CpuMeasure">A byte's entropy, signature and embedding on one core.</param>
/// <param name="CpuTokens">A text byte's tokens on one core.</param>
/// <param name="CpuPlaces">A byte's look-up for rules on one core.</param>
/// <param name="DeviceBatch">A batch through the device, apart from its bytes: copies and kernels started, results waited for.</param>
/// <param name="DeviceByte">A byte through the device: staged, copied, worked on.</param>
internal sealed record TierRates(double CpuMeasure, double CpuTokens, double CpuPlaces, double DeviceBatch, double DeviceByte)
{
    private const double Weight = 0.125;            // a new measurement counts an eighth: single ones are disturbed by other threads
    private const long BytesToTellRate = 256 * 1024;    // below it the cost of a batch as such hides that of its bytes

    public static TierRates First { get; } = new(CpuMeasure: 0.9, CpuTokens: 4, CpuPlaces: 0.2, DeviceBatch: 100_000, DeviceByte: 0.3);

    /// <summary>How long the processor will take for what the device would do.</summary>
    public double CpuNanoseconds(in BatchLoad load) =>
        (load.Wants.HasFlag(BatchWants.Measures) ? CpuMeasure * load.Bytes : 0)
        + (load.Wants.HasFlag(BatchWants.Tokens) ? CpuTokens * load.TextBytes : 0)
        + (load.Wants.HasFlag(BatchWants.Places) ? CpuPlaces * load.Bytes : 0);

    /// <summary>How long the device will take, from the first byte staged to results at hand.</summary>
    public double DeviceNanoseconds(in BatchLoad load) => DeviceBatch + (DeviceByte * load.Bytes);

    /// <summary>The next snapshot, after the processor did a batch.</summary>
    /// <param name="load">The batch.</param>
    /// <param name="measure">Nanoseconds that its measures took.</param>
    /// <param name="tokens">Nanoseconds that its tokens took.</param>
    public TierRates AfterCpu(in BatchLoad load, double measure, double tokens) => this with
    {
        CpuMeasure = load.Wants.HasFlag(BatchWants.Measures) ? Blend(CpuMeasure, measure, load.Bytes) : CpuMeasure,
        CpuTokens = load.Wants.HasFlag(BatchWants.Tokens) ? Blend(CpuTokens, tokens, load.TextBytes) : CpuTokens,
    };

    /// <summary>The next snapshot, after the device did a batch.</summary>
    /// <param name="load">The batch.</param>
    /// <param name="nanoseconds">From the first byte staged to results at hand.</param>
    public TierRates AfterDevice(in BatchLoad load, double nanoseconds) => load.Bytes >= BytesToTellRate
        ? this with { DeviceByte = Blend(DeviceByte, Math.Max(0, nanoseconds - DeviceBatch), load.Bytes) }
        : this with { DeviceBatch = Math.Max(0, DeviceBatch + (Weight * (nanoseconds - (DeviceByte * load.Bytes) - DeviceBatch))) };

    private static double Blend(double rate, double nanoseconds, long bytes) =>
        bytes < BytesToTellRate / 4 ? rate : rate + (Weight * ((nanoseconds / bytes) - rate));
}
