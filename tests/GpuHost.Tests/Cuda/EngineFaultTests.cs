using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Cuda;

/// <summary>Whatever the device does in the middle of a batch of the queue, its result is the same, and nothing of the device is left behind.</summary>
[Collection(CudaCollection.Name)]
public sealed class EngineFaultTests : IDisposable
{
    private const int OutOfMemory = 2;
    private const int IllegalAddress = 700;
    private const int LaunchFailed = 719;

    private static readonly IReadOnlyList<(string Name, byte[] Bytes)> Files = EngineFiles.Of(seed: 12, count: 120);

    private static string? expected;

    private readonly StandinDriver driver;
    private readonly ManualClock clock = new();

    public EngineFaultTests(StandinDriver driver)
    {
        this.driver = driver;
        driver.Heal();
    }

    public static TheoryData<string, int> Faults => DeviceFaultTests.Faults;

    public void Dispose() => Assert.Equal((0, 0), (driver.Count("live"), driver.Count("overrun")));

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_DeviceLostInABatch_ProcessesEveryFile(string call, int after)
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), clock);
        engine.Device.Open();
        driver.Fail(call, after, IllegalAddress, isSticky: true);
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        Assert.Equal(DeviceState.Resting, engine.Device.Status.State);
        Assert.Contains("(700)", engine.Device.Status.Reason, StringComparison.Ordinal);
        Assert.True(engine.Device.Status.Fallbacks >= 1);
        Assert.True(engine.Metrics.Batches(TierSet.Best) > 1);      // what the device failed in is counted where it was done
        Assert.Equal(Files.Sum(file => (long)file.Bytes.Length), engine.Metrics.Bytes(TierSet.Best) + engine.Metrics.Bytes(Tier.Cuda));
    }

    [Fact]
    public async Task Run_DeviceLostUnderManyWorkers_LosesNoFile()
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), clock, workers: 4);
        engine.Device.Open();
        driver.Fail("cuEventSynchronize", 5, LaunchFailed, isSticky: true);
        var texts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => engine.RunAsync(Files))));
        var reference = await ExpectedAsync();
        Assert.All(texts, text => Assert.Equal(reference, text));
        Assert.Equal(DeviceState.Resting, engine.Device.Status.State);
    }

    [Fact]
    public async Task Run_AfterTheRest_UsesTheDeviceAgain()
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), clock);
        engine.Device.Open();
        driver.Fail("cuLaunchKernel", 6, LaunchFailed, isSticky: true);
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        var before = engine.Device.Status.DeviceBatches;
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        Assert.Equal(before, engine.Device.Status.DeviceBatches);        // it rests
        clock.Move(TimeSpan.FromSeconds(31));
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        await engine.Device.For(engine.Device.Options)!.Opening;
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        Assert.True(engine.Device.Status.DeviceBatches > before);
    }

    [Fact]
    public async Task Run_NoMemoryForMoreLanes_GoesOnWithTwo()
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), clock, workers: 4);
        engine.Device.Open();
        driver.Fail("cuMemHostAlloc", 0, OutOfMemory, isSticky: false);
        var texts = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => engine.RunAsync(Files))));
        var reference = await ExpectedAsync();
        Assert.All(texts, text => Assert.Equal(reference, text));
        Assert.Equal((DeviceState.Ready, 0), (engine.Device.Status.State, engine.Device.Status.Fallbacks));
        Assert.True(engine.Device.Status.DeviceBatches > 0);
    }

    [Fact]
    public async Task Run_NoMemoryWhenItOpens_LeavesAllToTheProcessor()
    {
        driver.Set("memory", 1024 * 1024);
        using var engine = new EngineUnderTest(DeviceFolder.Options(null), clock);
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        await engine.Device.For(engine.Device.Options)!.Opening;
        Assert.Equal((DeviceState.Resting, 0), (engine.Device.Status.State, engine.Device.Status.DeviceBatches));
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
    }

    [Fact]
    public async Task Run_NoDriver_LeavesAllToTheProcessor()
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(null, DeviceFolder.Small with { DriverLibrary = "/nowhere/libcuda.so.1" }));
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
        Assert.Equal(DeviceState.Absent, engine.Device.Status.State);
        Assert.Contains("/nowhere/libcuda.so.1", engine.Device.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(0, engine.Metrics.Batches(Tier.Cuda));
    }

    [Fact]
    public async Task Run_StoppedWhileTheDeviceIsLost_LeavesNothingBehind()
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), clock);
        engine.Device.Open();
        driver.Fail("run:measure", 3, IllegalAddress, isSticky: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.RunUntilAsync(Files, last: 110));
        Assert.Equal(await ExpectedAsync(), await engine.RunAsync(Files));
    }

    /// <summary>What plain C# gives, found out once.</summary>
    private static async Task<string> ExpectedAsync()
    {
        if (expected is not null)
            return expected;
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Scalar));
        return expected = await engine.RunAsync(Files);
    }
}
