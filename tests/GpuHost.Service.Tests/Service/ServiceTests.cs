using System.Net;
using System.Text.Json;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
using GpuHost.Tests.Cuda;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Service;

/// <summary>The program as an operator meets it.</summary>
public sealed class ServiceTests(EmbeddedFixture fixture) : IClassFixture<EmbeddedFixture>
{
    [Fact]
    public async Task Start_WithWrongSettings_NamesThemAllAndEnds()
    {
        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "",
            ["GpuHost__Queue"] = "Not A Queue",
            ["GpuHost__LeaseSeconds"] = "soon",
            ["GpuHost__BatchesInFlight"] = "100000",
            ["GpuHost__Tier"] = "Fast",
            ["GpuHost__Rotts__0"] = "/tmp",
            ["GpuHost__Roots__0"] = "relative",
            ["GpuHost__RulesFile"] = "/no/such/rules.yaml",
        });
        Assert.Equal(6, await process.ExitAsync());
        foreach (var words in new[] { "AzureWebJobsStorage is not set", "GpuHost:Queue", "GpuHost:LeaseSeconds: 'soon'", "GpuHost:BatchesInFlight", "GpuHost:Rotts", "'Fast' is not one of Scalar, Avx2, Avx512, Cuda", "'relative'", "GpuHost:RulesFile" })
            Assert.Contains(words, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_UntilItIsTerminated_TellsItsHealthAndEndsWhatItBegan()
    {
        var data = Path.Combine(fixture.Folder, "service");
        await SendAsync(data, "a.pack", PackTests.PackOf(Samples.Files(seed: 1)));
        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "Embedded",
            ["Host__HubFolder"] = data,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        });
        using var client = await process.ClientAsync();
        await DoneAsync(client);
        Assert.Equal("live", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Equal("ready", await client.GetStringAsync(new Uri("/health/ready", UriKind.Relative)));
        var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        foreach (var figure in new[] { "workflows_files_files_total 85", "workflows_files_queue_age_seconds 0", "workflows_files_stage_seconds_total{stage=\"process\"}", "workflows_files_cache_lookups_total{tier=\"none\"} 85", "process_resident_memory_bytes" })
            Assert.Contains(figure, metrics, StringComparison.Ordinal);
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitAsync());
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(data, "files"), "temp-*"));
    }

    [Fact]
    public async Task Start_WithATierThatIsNotThere_SaysWhyAmongAllErrorsAndEnds()
    {
        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "Embedded",
            ["GpuHost__Queue"] = "Not A Queue",
            ["GpuHost__Tier"] = "cuda",
            ["GpuHost__DriverLibrary"] = "/nowhere/libcuda.so.1",
        });
        Assert.Equal(6, await process.ExitAsync());
        foreach (var words in new[] { "GpuHost:Queue", "GpuHost:Tier: This machine does not have the tier Cuda: There is no NVIDIA driver: '/nowhere/libcuda.so.1'" })
            Assert.Contains(words, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithADevice_TellsWhatItDoes()
    {
        var data = Path.Combine(fixture.Folder, "device");
        await SendAsync(data, "d.pack", PackTests.PackOf(Samples.Files(seed: 3)));
        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "Embedded",
            ["Host__HubFolder"] = data,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["GpuHost__Tier"] = "Cuda",
            ["GpuHost__DriverLibrary"] = StandinDriver.Library,
            ["GpuHost__ManagementLibrary"] = StandinDriver.Library,
        });
        using var client = await process.ClientAsync();
        var metrics = await DoneAsync(client);
        foreach (var figure in new[]
        {
            "workflows_files_tier_batches_total{tier=\"cuda\"} 1\n", "workflows_files_device_state{state=\"ready\"} 1\n",
            "workflows_files_device_state{state=\"resting\"} 0\n", "workflows_files_device_batches_total 1\n", "workflows_files_device_fallbacks_total 0\n",
            "workflows_files_device_kernel_percent 37\n", "workflows_files_device_memory_percent 12\n", "workflows_files_device_power_watts 71.5\n",
        })
            Assert.Contains(figure, metrics, StringComparison.Ordinal);
        using var health = JsonDocument.Parse(await client.GetStringAsync(new Uri("/health/device", UriKind.Relative)));
        Assert.Equal("Ready", health.RootElement.GetProperty("device").GetProperty("state").GetString());
        Assert.Equal("Stand-in", health.RootElement.GetProperty("device").GetProperty("device").GetProperty("name").GetString());
        Assert.Equal(37, health.RootElement.GetProperty("use").GetProperty("kernelPercent").GetInt32());
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitAsync());
    }

    [Fact]
    public async Task Serve_WhileStorageCannotBeReached_LivesAndIsNotReady()
    {
        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "AccountName=x;AccountKey=AAAA;BlobEndpoint=http://127.0.0.1:9/x;QueueEndpoint=http://127.0.0.1:9/x",
            ["Host__HubFolder"] = Path.Combine(fixture.Folder, "unreachable"),
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        });
        using var client = await process.ClientAsync();
        using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("live", await client.GetStringAsync(new Uri("/health/live", UriKind.Relative)));
        Assert.Contains("workflows_files_ready 0", await client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), StringComparison.Ordinal);
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitAsync());
    }

    /// <summary>Puts a pack into a store and the message of its batch into the queue.</summary>
    private static async Task SendAsync(string data, string blob, byte[] pack)
    {
        await using var accounts = new StorageAccounts(
            new StorageOptions { DataFolder = data }, new ConfigurationBuilder().Build(), TimeProvider.System, NullLoggerFactory.Instance);
        var account = await accounts.GetAsync();
        await account.Container("sources").CreateAsync();
        await account.Container("sources").UploadAsync(blob, new MemoryStream(pack));
        await account.Queue("file-batches").CreateAsync();
        var message = new BatchMessage(1, new BatchSource(BatchSourceKind.Pack) { Container = "sources", Blob = blob }) { Id = "x" };
        await account.Queue("file-batches").SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
    }

    /// <summary>The figures, once the batch is done.</summary>
    private static async Task<string> DoneAsync(HttpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit.Token);
            if (metrics.Contains("batches_total{end=\"done\"} 1\n", StringComparison.Ordinal))
                return metrics;
            await Task.Delay(50, limit.Token);
        }
    }
}
