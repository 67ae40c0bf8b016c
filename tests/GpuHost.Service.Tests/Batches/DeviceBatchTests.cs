using GpuHost.Core.Cuda;
using GpuHost.Core.Tiers;
using GpuHost.Health;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
using GpuHost.Tests.Cuda;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Batches;

/// <summary>The whole way of a batch, from its message to its stored result, with a device behind the driver's own calls.</summary>
[Collection(CudaCollection.Name)]
public sealed class DeviceBatchTests : IClassFixture<EmbeddedFixture>
{
    private readonly EmbeddedFixture fixture;
    private readonly StandinDriver driver;

    public DeviceBatchTests(EmbeddedFixture fixture, StandinDriver driver)
    {
        (this.fixture, this.driver) = (fixture, driver);
        driver.Heal();
    }

    [Theory]
    [InlineData(BatchSourceKind.Pack)]
    [InlineData(BatchSourceKind.Tar)]
    [InlineData(BatchSourceKind.Zip)]
    [InlineData(BatchSourceKind.Blobs)]
    public async Task Run_AnyKindOfSource_GivesTheResultOfTheScalarTier(BatchSourceKind kind)
    {
        var files = Samples.Files(seed: 31);
        var expected = await RunAsync(Settings("Scalar"), kind, files, _ => { });
        var actual = await RunAsync(Settings("Cuda"), kind, files, host =>
        {
            Assert.Equal((DeviceState.Ready, 0L), (host.FileHost.Device.State, host.FileHost.Device.Fallbacks));
            Assert.True(host.Metrics.Batches(Tier.Cuda) > 0);
        });
        Assert.Equal(expected, actual);
        Assert.Equal((0, 0, 0), (driver.Count("live"), driver.Count("leaked"), driver.Count("overrun")));
    }

    [Fact]
    public async Task Run_DeviceLostInTheMiddle_GivesTheSameResultAndSaysSo()
    {
        var files = Samples.Files(seed: 32);
        var expected = await RunAsync(Settings("Scalar"), BatchSourceKind.Pack, files, _ => { });
        await using var host = await HostUnderTest.StartAsync(fixture, Settings("Cuda"));
        driver.Fail("cuEventSynchronize", 0, 700, isSticky: true);
        await host.UploadAsync("batch", PackTests.PackOf(files));
        Assert.Equal(expected, await host.TextAsync(await host.RunAsync(host.Source(BatchSourceKind.Pack, "batch"), work: Everything)));
        var text = new PrometheusText();
        host.Metrics.Write(text);
        await host.FileHost.WriteMetricsAsync(text, CancellationToken.None);
        foreach (var figure in new[]
        {
            "workflows_files_ready 1\n", "workflows_files_device_state{state=\"resting\"} 1\n", "workflows_files_device_fallbacks_total 1\n",
            "workflows_files_tier_batches_total{tier=\"cuda\"} 0\n", "workflows_files_failed_total 0\n",
        })
            Assert.Contains(figure, text.ToString(), StringComparison.Ordinal);
        Assert.Contains("(700)", host.FileHost.Device.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_DeviceThatCannotBeOpened_IsRefusedBySetting()
    {
        driver.Set("memory", 1024 * 1024);
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => HostUnderTest.StartAsync(fixture, Settings("Cuda")));
        Assert.Contains("GpuHost:Tier: This machine does not have the tier Cuda", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, driver.Count("live"));
    }

    [Fact]
    public async Task Run_RulesOfItsOwn_HasADeviceOfItsOwn()
    {
        var rules = Path.Combine(fixture.Folder, "rules.yaml");
        await File.WriteAllTextAsync(rules, "format: workflows-rules/2\nrules:\n  - {id: order, severity: low, category: secret, description: d, regex: 'orders/[0-9]+', match: ['orders/1'], no_match: ['orders/']}\n");
        var files = Samples.Files(seed: 33, count: 5);
        var expected = await RunAsync(Settings("Scalar", rules), BatchSourceKind.Pack, files, _ => { });
        Assert.Contains("\"order\"", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await RunAsync(Settings("Cuda", rules), BatchSourceKind.Pack, files, host =>
        {
            Assert.True(host.FileHost.Device.DeviceBatches > 0);
        }));
        Assert.Equal(0, driver.Count("live"));
    }

    private static BatchWork Everything => new() { Tokens = true, Measures = true, Containers = true };

    private static Dictionary<string, string?> Settings(string tier, string? rules = null)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["GpuHost:Tier"] = tier,
            ["GpuHost:DriverLibrary"] = StandinDriver.Library,
            ["GpuHost:DeviceBatchBytes"] = "1048576",
        };
        if (rules is not null)
            settings["GpuHost:RulesFile"] = rules;
        return settings;
    }

    private async Task<string> RunAsync(
        Dictionary<string, string?> settings, BatchSourceKind kind, Dictionary<string, byte[]> files, Action<HostUnderTest> check)
    {
        await using var host = await HostUnderTest.StartAsync(fixture, settings);
        BatchSource source;
        if (kind == BatchSourceKind.Blobs)
        {
            foreach (var (name, content) in files)
                await host.UploadAsync(name, content);
            source = host.Blobs([.. files.Keys.Select(name => new BatchItem(name))]);
        }
        else
        {
            var bytes = kind == BatchSourceKind.Pack ? PackTests.PackOf(files) : kind == BatchSourceKind.Tar ? Samples.Tar(files) : Samples.Zip(files);
            await host.UploadAsync("batch", bytes);
            source = host.Source(kind, "batch");
        }

        var finished = await host.RunAsync(source, work: Everything);
        Assert.Null(finished.Problem);
        check(host);
        return await host.TextAsync(finished);
    }
}
