using GpuHost.Core.Cuda;
using GpuHost.Core.Cuda.Batches;

namespace GpuHost.Tests.Cuda;

public sealed class CostModelTests
{
    private const BatchWants Both = BatchWants.Measures | BatchWants.Tokens;

    private readonly CostModel model = new(isFixed: false);

    [Fact]
    public void Choose_SmallAndLargeBatch_SendsTheLargeOneToTheDevice()
    {
        Assert.False(model.Choose(new BatchLoad(1, 2_000, 2_000, Both)).ToDevice);
        Assert.True(model.Choose(new BatchLoad(400, 4_000_000, 4_000_000, Both)).ToDevice);
    }

    [Fact]
    public void Choose_WithoutTokens_AsksForMoreBytes()
    {
        var load = new BatchLoad(10, 60_000, 60_000, Both);
        Assert.True(model.Choose(in load).ToDevice);
        Assert.False(model.Choose(load with { Wants = BatchWants.Measures }).ToDevice);
    }

    [Fact]
    public void Choose_DeviceThatTurnsOutSlow_ComesBackToTheProcessor()
    {
        var load = new BatchLoad(400, 4_000_000, 4_000_000, Both);
        for (var times = 0; times < 60; times++)
            model.Learn(rates => rates.AfterDevice(in load, 4_000_000 * 50.0));
        var decision = model.Choose(in load);
        Assert.False(decision.ToDevice);
        Assert.True(decision.DeviceMicroseconds > 8 * decision.CpuMicroseconds);
        Assert.All(Enumerable.Range(0, 200), _ => Assert.False(model.Choose(in load).ToDevice));     // no trials of what is so much slower
    }

    [Fact]
    public void Choose_BothAreClose_TriesTheOtherNowAndThen()
    {
        var load = new BatchLoad(400, 4_000_000, 4_000_000, Both);
        for (var times = 0; times < 60; times++)
            model.Learn(rates => rates.AfterDevice(in load, 4_000_000 * 7.0));
        var toDevice = Enumerable.Range(0, 640).Count(_ => model.Choose(in load).ToDevice);
        Assert.Equal(10, toDevice);
    }

    [Fact]
    public void Choose_DeviceAskedFor_GetsEverything() =>
        Assert.True(new CostModel(isFixed: true).Choose(new BatchLoad(1, 1, 0, BatchWants.Measures)).ToDevice);

    [Fact]
    public void Learn_ManyThreads_LosesNoSnapshot()
    {
        var before = model.Rates;
        Parallel.For(0, 1000, _ => model.Learn(rates => rates with { DeviceBatch = rates.DeviceBatch + 1 }));
        Assert.Equal(before.DeviceBatch + 1000, model.Rates.DeviceBatch);
    }

    [Fact]
    public void Learn_ProcessorMeasured_MovesTowardsIt()
    {
        var load = new BatchLoad(400, 4_000_000, 2_000_000, Both);
        for (var times = 0; times < 100; times++)
            model.Learn(rates => rates.AfterCpu(in load, 8_000_000, 20_000_000));
        Assert.InRange(model.Rates.CpuMeasure, 1.99, 2.01);
        Assert.InRange(model.Rates.CpuTokens, 9.99, 10.01);
    }
}
