using GpuHost.Core;
using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Files;
using Workflows.Testing;

namespace Workflows.Functions.Tests.Files;

/// <summary>What the settings say of tier and device holds for the app's own file core.</summary>
public sealed class FileTierTests
{
    [Fact]
    public async Task Start_TierInTheSettings_IsTheFileCoresToo()
    {
        await using var host = await StartAsync(("GpuHost:Tier", "scalar"), ("GpuHost:DeviceBatchBytes", "2097152"));
        var core = Assert.IsType<FileCore>(host.Services.GetRequiredService<IFileCore>());
        var device = host.Services.GetRequiredService<SharedDevice>();
        Assert.Equal((Tier.Scalar, 2_097_152), (device.Options.Tier, device.Options.Cuda.BatchBytes));
        Assert.Equal(DeviceState.Off, core.Device.State);       // a tier of the processor was named
        Assert.Equal(device.Status, core.Device);
    }

    [Fact]
    public async Task Start_NoTierInTheSettings_LooksForADevice()
    {
        await using var host = await StartAsync(("GpuHost:DriverLibrary", "/nowhere/libcuda.so.1"));
        var core = Assert.IsType<FileCore>(host.Services.GetRequiredService<IFileCore>());
        Assert.Equal(DeviceState.Absent, core.Device.State);
        Assert.Contains("/nowhere/libcuda.so.1", core.Device.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_TierThatIsNotThere_IsRefusedWithTheOtherErrors()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(
            () => StartAsync(("GpuHost:Tier", "Cuda"), ("GpuHost:DriverLibrary", "/nowhere/libcuda.so.1"), ("GpuHost:Queue", "No Queue")));
        Assert.Contains(error.Failures, failure => failure.StartsWith("GpuHost:Tier: This machine does not have the tier Cuda", StringComparison.Ordinal));
        Assert.Contains(error.Failures, failure => failure.StartsWith("GpuHost:Queue", StringComparison.Ordinal));
    }

    private static Task<FunctionsTestHost> StartAsync(params (string Name, string Value)[] settings)
    {
        var options = new FunctionsTestHostOptions { UseHttp = false };
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        return FunctionsTestHost.StartAsync(builder => builder.AddWorkflows(), options);
    }
}
