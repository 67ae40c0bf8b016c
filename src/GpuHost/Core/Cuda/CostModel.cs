namespace GpuHost.Core.Cuda;

/// <summary>
/// Sends each batch where its share of measures and tokens is done sooner, by what was measured last. Now and then the other one gets a batch, so
/// that its figures stay true. Safe for several threads.
/// </summary>
/// <param name="isFixed">Whether the device was asked for by name and gets all it can take.</param>
internal sealed class CostModel(bool isFixed)
{
    private const int TryOtherEvery = 64;       // 1.6 % of batches, if both were equal
    private const double TryOtherUpTo = 8;      // never where the other one is expected to take so many times as long

    private TierRates rates = TierRates.First;
    private int batches;

    /// <summary>What was measured last.</summary>
    public TierRates Rates => Volatile.Read(ref rates);

    /// <summary>Decides for a batch.</summary>
    public TierDecision Choose(in BatchLoad load)
    {
        var now = Rates;
        var (cpu, device) = (now.CpuNanoseconds(in load), now.DeviceNanoseconds(in load));
        if (isFixed)
            return Decided(toDevice: true, "the device was asked for");
        var isDeviceSooner = device < cpu;
        var isTrial = Interlocked.Increment(ref batches) % TryOtherEvery == 0
            && Math.Max(cpu, device) < TryOtherUpTo * Math.Min(cpu, device);
        if (isTrial)
            return Decided(!isDeviceSooner, "a trial, to measure it again");
        return Decided(isDeviceSooner, isDeviceSooner ? "the device is sooner done" : "the processor is sooner done");

        TierDecision Decided(bool toDevice, string reason) => new(toDevice, reason, cpu / 1000, device / 1000);
    }

    /// <summary>Takes in a measurement: makes the next snapshot out of the present one.</summary>
    public void Learn(Func<TierRates, TierRates> next)
    {
        var before = Rates;
        while (true)
        {
            var seen = Interlocked.CompareExchange(ref rates, next(before), before);
            if (ReferenceEquals(seen, before))
                return;
            before = seen;
        }
    }
}
