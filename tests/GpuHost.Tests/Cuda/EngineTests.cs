using GpuHost.Caching;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Batches;

namespace GpuHost.Tests.Cuda;

/// <summary>Batches of the queue, with a device behind the driver's own calls, have the results that plain C# gives, bit for bit.</summary>
[Collection(CudaCollection.Name)]
public sealed class EngineTests : IDisposable
{
    private const long CacheBytes = 64 * 1024 * 1024;

    private readonly StandinDriver driver;

    public EngineTests(StandinDriver driver)
    {
        this.driver = driver;
        driver.Heal();
    }

    public void Dispose() => Assert.Equal((0, 0, 0), (driver.Count("live"), driver.Count("leaked"), driver.Count("overrun")));

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 9)]
    public async Task Run_FilesOfAllKinds_EqualsTheScalarTier(int seed, int order)
    {
        driver.Set("seed", order);
        var files = EngineFiles.Of(seed);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda));
        Assert.Equal(await ScalarAsync(files), await engine.RunAsync(files));
        Assert.Equal((DeviceState.Ready, 0), (engine.Device.Status.State, engine.Device.Status.Fallbacks));
        Assert.True(engine.Device.Status.DeviceBatches > 3);
        Assert.Equal(engine.Device.Status.DeviceBatches, engine.Metrics.Batches(Tier.Cuda));
        Assert.Equal(engine.Device.Status.DeviceBytes, engine.Metrics.Bytes(Tier.Cuda));
        Assert.Equal((1, 700_000), (engine.Metrics.Batches(TierSet.Best), engine.Metrics.Bytes(TierSet.Best)));      // too large for the device
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, false, true)]
    public async Task Run_OtherWork_EqualsTheScalarTier(bool tokens, bool measures, bool containers)
    {
        var work = new BatchWork { Tokens = tokens, Measures = measures, Containers = containers };
        var files = EngineFiles.Of(seed: 4, count: 60);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda));
        Assert.Equal(await ScalarAsync(files, work), await engine.RunAsync(files, work));
        Assert.Equal(tokens || measures, engine.Device.Status.DeviceBatches > 0);
    }

    [Fact]
    public async Task Run_MoreThanAnArenaHolds_EqualsTheScalarTier()
    {
        const int Arena = 500_000;
        var files = EngineFiles.Of(seed: 5);
        using var reference = new EngineUnderTest(DeviceFolder.Options(Tier.Scalar), arenaBytes: Arena);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), arenaBytes: Arena);
        Assert.Equal(await reference.RunAsync(files), await engine.RunAsync(files));
        Assert.Equal(0, engine.Device.Status.Fallbacks);
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public async Task Run_LongPieceAtTheArenasLastByte_EqualsTheScalarTier(int bytes)
    {
        (string, byte[])[] files = [("end.txt", EngineFiles.EndingWithALongPiece(bytes))];
        using var reference = new EngineUnderTest(DeviceFolder.Options(Tier.Scalar), arenaBytes: bytes);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), arenaBytes: bytes);
        Assert.Equal(await reference.RunAsync(files), await engine.RunAsync(files));
        Assert.Equal(1, engine.Device.Status.DeviceBatches);
    }

    [Fact]
    public async Task Run_ContentsSeenBefore_CostTheirDigestsOnly()
    {
        var files = EngineFiles.Of(seed: 6);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), cacheBytes: CacheBytes);
        var first = await engine.RunAsync(files);
        var (sent, launched) = (engine.Device.Status.DeviceBatches, driver.Count("cuLaunchKernel"));
        var missed = engine.Metrics.Count(CacheTier.None);
        Assert.Equal(first, await engine.RunAsync(files));
        Assert.Equal((sent, launched), (engine.Device.Status.DeviceBatches, driver.Count("cuLaunchKernel")));
        Assert.Equal(missed, engine.Metrics.Count(CacheTier.None));
    }

    [Theory]
    [InlineData(CacheBytes)]
    [InlineData(0)]
    public async Task Run_OneContentManyTimes_IsWorkedOnOnceWhileItIsRemembered(long cacheBytes)
    {
        var text = Texts.Of(7, 200);
        var files = Enumerable.Range(0, 200).Select(index => ($"d{index}/same.md", text)).ToList();
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda), cacheBytes: cacheBytes);
        Assert.Equal(await ScalarAsync(files), await engine.RunAsync(files));
        if (cacheBytes == 0)
            return;
        Assert.Equal((1, 199), (engine.Metrics.Count(CacheTier.None), engine.Metrics.Count(CacheTier.Memory)));
        Assert.Equal((1, text.Length), (engine.Device.Status.DeviceBatches, engine.Device.Status.DeviceBytes));
    }

    [Fact]
    public async Task Run_ManyWorkersAndFewLanes_LosesNothing()
    {
        var files = Enumerable.Range(20, 6).Select(seed => EngineFiles.Of(seed, count: 60)).ToList();
        var expected = new List<string>();
        foreach (var batch in files)
            expected.Add(await ScalarAsync(batch));
        using var engine = new EngineUnderTest(
            DeviceFolder.Options(Tier.Cuda, DeviceFolder.Small with { LanesMax = 2 }), cacheBytes: CacheBytes, workers: 6);
        for (var round = 0; round < 2; round++)
            Assert.Equal(expected, await Task.WhenAll(files.Select(batch => Task.Run(() => engine.RunAsync(batch)))));
        Assert.Equal(0, engine.Device.Status.Fallbacks);
        Assert.True(engine.Metrics.Batches(Tier.Cuda) > 0);
    }

    [Fact]
    public async Task Run_NoTierNamed_SendsWhatTheCostModelSays()
    {
        var files = EngineFiles.Of(seed: 8);
        var expected = await ScalarAsync(files);
        using var engine = new EngineUnderTest(DeviceFolder.Options(null));
        Assert.Equal(expected, await engine.RunAsync(files));
        await engine.Device.For(DeviceFolder.Options(null))!.Opening;
        Assert.Equal(DeviceState.Ready, engine.Device.Status.State);
        Assert.Equal(expected, await engine.RunAsync(files));
        Assert.NotNull(engine.Device.Status.LastDecision);
        Assert.True(engine.Device.Status.DeviceBatches + engine.Device.Status.CpuBatches > 0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(100)]
    [InlineData(150)]
    public async Task Run_StoppedInTheMiddle_LeavesNothingBehind(int last)
    {
        var files = EngineFiles.Of(seed: 9);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => engine.RunUntilAsync(files, last));
        Assert.Equal(await ScalarAsync(files), await engine.RunAsync(files));
        Assert.Equal(0, engine.Device.Status.Fallbacks);
    }

    [Fact]
    public async Task Run_BesideAFileCore_HasOneDeviceWithIt()
    {
        using var folder = new DeviceFolder(seed: 10, files: 80);
        var files = EngineFiles.Of(seed: 11, count: 60);
        var expected = await ScalarAsync(files);
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Cuda));
        using (var core = new FileCore(engine.Device))
        {
            folder.AssertSame(core);
            Assert.Equal(expected, await engine.RunAsync(files));
            Assert.Equal(core.Device.DeviceBatches, engine.Device.Status.DeviceBatches);
            Assert.Equal(1, driver.Count("cuModuleLoadDataEx"));
        }

        Assert.Equal(expected, await engine.RunAsync(files));       // the core that is gone has left the device
        Assert.Equal(DeviceState.Ready, engine.Device.Status.State);
    }

    private static async Task<string> ScalarAsync(IReadOnlyList<(string Name, byte[] Bytes)> files, BatchWork? work = null)
    {
        using var engine = new EngineUnderTest(DeviceFolder.Options(Tier.Scalar));
        return await engine.RunAsync(files, work);
    }
}
