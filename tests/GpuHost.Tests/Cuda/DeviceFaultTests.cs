using System.ComponentModel.DataAnnotations;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Cuda;

/// <summary>Whatever the device does, every file of the batch is processed, and nothing of the device is left behind.</summary>
[Collection(CudaCollection.Name)]
public sealed class DeviceFaultTests : IDisposable
{
    private const int OutOfMemory = 2;
    private const int NoDevice = 100;
    private const int IllegalAddress = 700;
    private const int LaunchFailed = 719;

    private readonly StandinDriver driver;
    private readonly ManualClock clock = new();
    private readonly DeviceFolder folder = new(seed: 8, files: 120);

    public DeviceFaultTests(StandinDriver driver)
    {
        this.driver = driver;
        driver.Heal();
    }

    /// <summary>Each call on the way of a batch, failing at its first, second and fifth time.</summary>
    public static TheoryData<string, int> Faults
    {
        get
        {
            var data = new TheoryData<string, int>();
            string[] calls =
            [
                "cuMemcpyHtoDAsync_v2", "cuMemcpyDtoHAsync_v2", "cuMemsetD8Async", "cuLaunchKernel", "cuEventRecord", "cuEventSynchronize",
                "cuEventElapsedTime", "run:measure", "run:find_starts", "run:count_tokens", "run:filter_places",
            ];
            foreach (var call in calls)
            {
                foreach (var after in new[] { 0, 1, 4 })
                    data.Add(call, after);
            }

            return data;
        }
    }

    public void Dispose()
    {
        folder.Dispose();
        Assert.Equal((0, 0), (driver.Count("live"), driver.Count("overrun")));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Inspect_DeviceLostInABatch_ProcessesEveryFile(string call, int after)
    {
        var told = new List<DeviceStatus>();
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn, clock);
        core.WatchDevice(told.Add);
        driver.Fail(call, after, IllegalAddress, isSticky: true);
        folder.AssertSame(core);
        Assert.Equal(DeviceState.Resting, Assert.Single(told).State);
        Assert.Contains("(700)", told[0].Reason, StringComparison.Ordinal);
        Assert.Equal(clock.GetUtcNow() + TimeSpan.FromSeconds(30), told[0].RetryAt);
        Assert.True(core.Device.Fallbacks >= 1);
    }

    [Theory]
    [InlineData("cuLaunchKernel", LaunchFailed)]
    [InlineData("run:measure", IllegalAddress)]
    public async Task Inspect_AfterTheRest_UsesTheDeviceAgain(string call, int code)
    {
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn, clock);
        driver.Fail(call, 1, code, isSticky: true);
        folder.AssertSame(core);
        var before = core.Device.DeviceBatches;
        folder.AssertSame(core);
        Assert.Equal(before, core.Device.DeviceBatches);        // it rests
        clock.Move(TimeSpan.FromSeconds(31));
        folder.AssertSame(core);
        await core.Cuda!.Opening;
        folder.AssertSame(core);
        Assert.Equal(DeviceState.Ready, core.Device.State);
        Assert.True(core.Device.DeviceBatches > before);
    }

    [Fact]
    public async Task Inspect_DeviceThatStaysLost_RestsLongerEachTime()
    {
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn, clock);
        var rests = new List<TimeSpan>();
        for (var times = 0; times < 4; times++)
        {
            driver.Heal();
            driver.Fail(times == 0 ? "cuLaunchKernel" : "cuStreamCreate", 0, LaunchFailed, isSticky: true);
            folder.AssertSame(core);
            await core.Cuda!.Opening;
            rests.Add(core.Device.RetryAt!.Value - clock.GetUtcNow());
            clock.Move(rests[^1]);
        }

        Assert.Equal([30, 60, 120, 240], rests.Select(rest => (int)rest.TotalSeconds));
    }

    [Theory]
    [InlineData("cuMemAlloc_v2")]
    [InlineData("cuMemHostAlloc")]
    public void Open_NoMemoryAtAnyAllocation_IsRefusedWithTheReason(string call)
    {
        for (var after = 0; ; after++)
        {
            driver.Heal();
            driver.Fail(call, after, OutOfMemory, isSticky: false);
            try
            {
                using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn);
                Assert.True(after > 3, "It opened although nothing could be allocated.");
                break;
            }
            catch (ValidationException error)
            {
                Assert.Contains("CUDA_ERROR_OUT_OF_MEMORY", error.Message, StringComparison.Ordinal);
                Assert.Equal(0, driver.Count("live"));
            }
        }
    }

    [Fact]
    public void Inspect_NoMemoryForAThirdLane_GoesOnWithTwo()
    {
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn);
        driver.Fail("cuMemHostAlloc", 0, OutOfMemory, isSticky: false);
        Parallel.For(0, 4, _ => folder.AssertSame(core));
        Assert.Equal(DeviceState.Ready, core.Device.State);
        Assert.True(core.Device.DeviceBatches > 0);
    }

    [Fact]
    public async Task Inspect_NoMemoryWhenItOpens_TriesAgainLater()
    {
        driver.Set("memory", 1024 * 1024);
        using var core = new FileCore(DeviceFolder.Options(null), RuleSet.BuiltIn, clock);
        folder.AssertSame(core);
        await core.Cuda!.Opening;
        Assert.Equal(DeviceState.Resting, core.Device.State);
        driver.Heal();
        clock.Move(TimeSpan.FromMinutes(1));
        folder.AssertSame(core);
        await core.Cuda!.Opening;
        Assert.Equal(DeviceState.Ready, core.Device.State);
    }

    [Theory]
    [InlineData("devices", 0, "CUDA_ERROR_NO_DEVICE")]
    [InlineData("driver", 9020, "CUDA 9.2")]
    [InlineData("major", 6, "compute capability 6.0")]
    public async Task Create_DeviceThatWillNotDo_SaysWhyAndTheProcessorWorks(string setting, int value, string reason)
    {
        driver.Set(setting, value);
        var error = Assert.Throws<ValidationException>(() => new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        using var core = new FileCore(DeviceFolder.Options(null), RuleSet.BuiltIn);
        folder.AssertSame(core);
        await (core.Cuda?.Opening ?? Task.CompletedTask);
        Assert.Equal(DeviceState.Absent, core.Device.State);
        Assert.Contains(reason, core.Device.Reason, StringComparison.Ordinal);
        folder.AssertSame(core);
    }

    [Fact]
    public void Create_NumberOfNoDevice_SaysWhy()
    {
        var options = DeviceFolder.Options(Tier.Cuda, DeviceFolder.Small with { Device = 3 });
        Assert.Contains("no device 3", Assert.Throws<ValidationException>(() => new FileCore(options, RuleSet.BuiltIn)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_InitFails_SaysWhy()
    {
        driver.Fail("cuInit", 0, NoDevice, isSticky: false);
        var error = Assert.Throws<ValidationException>(() => new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn));
        Assert.Contains("CUDA_ERROR_NO_DEVICE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_SwitchedOff_IsRefusedByName()
    {
        var options = DeviceFolder.Options(Tier.Cuda, DeviceFolder.Small with { IsEnabled = false });
        Assert.Throws<ValidationException>(() => new FileCore(options, RuleSet.BuiltIn));
        using var core = new FileCore(options with { Tier = null }, RuleSet.BuiltIn);
        Assert.Equal(DeviceState.Off, core.Device.State);
        folder.AssertSame(core);
    }
}
