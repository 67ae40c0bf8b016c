using System.Diagnostics;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using GpuHost.Tests.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Cuda;

/// <summary>Whole passes with a device behind the driver's own calls find out what plain C# finds out.</summary>
[Collection(CudaCollection.Name)]
public sealed class DeviceTests : IDisposable
{
    private readonly StandinDriver driver;
    private readonly DeviceFolder folder = new(seed: 5, files: 150);

    public DeviceTests(StandinDriver driver)
    {
        this.driver = driver;
        driver.Heal();
    }

    public void Dispose()
    {
        folder.Dispose();
        Assert.Equal((0, 0, 0), (driver.Count("live"), driver.Count("leaked"), driver.Count("overrun")));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(4, 9)]
    public void Inspect_FilesOfAllKinds_EqualsTheScalarTier(int threads, int seed)
    {
        driver.Set("seed", seed);
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda) with { DegreeOfParallelism = threads }, RuleSet.BuiltIn);
        folder.AssertSame(core);
        Assert.Equal(DeviceState.Ready, core.Device.State);
        Assert.Equal("Stand-in", core.Device.Device!.Name);
        Assert.True(core.Device.DeviceBatches > 1);
        Assert.Equal(0, core.Device.Fallbacks);
    }

    [Fact]
    public void Inspect_ThisRepositorysTests_EqualsTheScalarTier()
    {
        var root = AppContext.BaseDirectory;
        var batch = new FileBatch(root, [.. Directory.EnumerateFiles(root).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)]);
        using var reference = new FileCore(DeviceFolder.Options(Tier.Scalar), RuleSet.BuiltIn);
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda, new CudaOptions { DriverLibrary = StandinDriver.Library }), RuleSet.BuiltIn);
        var expected = reference.Inspect(batch, CancellationToken.None);
        Assert.Empty(Comparison.Differing(expected, core.Inspect(batch, CancellationToken.None)));
    }

    [Fact]
    public void ReadDeviceUse_ManagementLibrary_TellsWhatItSays()
    {
        using var core = new FileCore(
            DeviceFolder.Options(Tier.Cuda, DeviceFolder.Small with { ManagementLibrary = StandinDriver.Library }), RuleSet.BuiltIn);
        Assert.Equal(new DeviceUse(37, 12, 600, 71.5), core.ReadDeviceUse());
        driver.Fail("nvmlDeviceGetPowerUsage", 0, 3, isSticky: false);
        Assert.Null(core.ReadDeviceUse()!.PowerWatts);
        driver.Fail("nvmlInit_v2", 0, 9, isSticky: false);
        Assert.Null(core.ReadDeviceUse());
    }

    [Fact]
    public void Inspect_FilesLargerThanABlock_EqualsTheScalarTier()
    {
        using var large = new TempFolder();
        var names = new List<string>();
        foreach (var (name, bytes) in Texts.Files(21, 10))
        {
            large.Write(name, [.. Enumerable.Repeat(bytes, 1 + (180_000 / Math.Max(1, bytes.Length))).SelectMany(part => part).Take(180_000)]);
            names.Add(name);
        }

        large.Write("endless.txt", new string('a', 280_000) + $" {Planted.Examples["aws-key"].Match} end");
        large.Write("huge.txt", new string('b', 700_000));      // more than half a batch: streamed
        var batch = new FileBatch(large.Root, [.. names, "endless.txt", "huge.txt"]);
        var options = DeviceFolder.Options(Tier.Scalar) with { OpenContainers = true };
        using var reference = new FileCore(options, RuleSet.BuiltIn);
        using var core = new FileCore(options with { Tier = Tier.Cuda }, RuleSet.BuiltIn);
        var expected = reference.Inspect(batch, CancellationToken.None);
        Assert.Empty(Comparison.Differing(expected, core.Inspect(batch, CancellationToken.None)));
        Assert.True(core.Device.DeviceBytes > 1_000_000);
    }

    [Fact]
    public void Run_FolderScan_UsesTheDevice()
    {
        var found = new List<FileFacts>();
        using var scan = new FolderScan(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn, found.Add, _ => { });
        scan.Run(folder.Root, CancellationToken.None);
        var expected = folder.Expected.OrderBy(facts => facts.Record.Path, StringComparer.Ordinal).ToList();
        Assert.Empty(Comparison.Differing(expected, found));
        Assert.True(scan.Device.DeviceBatches > 0);
    }

    [Fact]
    public async Task Inspect_NoTierNamed_OpensTheDeviceBesideTheWork()
    {
        using var core = new FileCore(DeviceFolder.Options(null), RuleSet.BuiltIn);
        Assert.Equal(DeviceState.Idle, core.Device.State);
        folder.AssertSame(core);
        await core.Cuda!.Opening;
        Assert.Equal(DeviceState.Ready, core.Device.State);
        folder.AssertSame(core);
        Assert.NotNull(core.Device.LastDecision);
        Assert.True(core.Device.DeviceBatches + core.Device.CpuBatches > 0);
    }

    [Fact]
    public void Inspect_Cancelled_LeavesNothingBehind()
    {
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda), RuleSet.BuiltIn);
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => core.Inspect(folder.Batch, stopping.Token));
        folder.AssertSame(core);
    }

    [Fact]
    public void Inspect_ThreadsAtOnceAndFewLanes_LosesNothing()
    {
        using var core = new FileCore(DeviceFolder.Options(Tier.Cuda, DeviceFolder.Small with { LanesMax = 2 }), RuleSet.BuiltIn);
        Parallel.For(0, 4, _ => folder.AssertSame(core));
        Assert.Equal(0, core.Device.Fallbacks);
    }

    [Fact]
    public void Run_DriverThatTheLoaderFinds_EqualsTheScalarTier() =>
        Assert.Equal(CudaChild.Equal, RunChild(Path.GetDirectoryName(StandinDriver.Library)!));

    /// <summary>With a GPU in the machine the comparison runs on it.</summary>
    [Fact]
    public void Run_DeviceOfThisMachine_EqualsTheScalarTier()
    {
        var hasDevice = DriverOfTests.HasReal && (OperatingSystem.IsWindows() || File.Exists("/dev/nvidia0") || File.Exists("/dev/dxg"));
        Assert.Equal(hasDevice ? CudaChild.Equal : CudaChild.NoDevice, RunChild(null));
    }

    private int RunChild(string? libraries)
    {
        // A corpus of one's own: WORKFLOWS_CORPUS names a folder.
        var corpus = Environment.GetEnvironmentVariable("WORKFLOWS_CORPUS") ?? folder.Root;
        var start = new ProcessStartInfo(Environment.ProcessPath!, [typeof(CudaChild).Assembly.Location, corpus])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (!Path.GetFileName(Environment.ProcessPath!).StartsWith("dotnet", StringComparison.Ordinal))
            start.FileName = "dotnet";
        start.Environment[DriverOfTests.ChildVariable] = "1";
        if (libraries is not null)
            start.Environment["LD_LIBRARY_PATH"] = libraries;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode is CudaChild.Equal or CudaChild.NoDevice, output);
        return process.ExitCode;
    }
}
