using System.Net;
using System.Text.Json;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
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
            ["GpuHost__Rotts__0"] = "/tmp",
            ["GpuHost__Roots__0"] = "relative",
            ["GpuHost__RulesFile"] = "/no/such/rules.yaml",
        });
        Assert.Equal(6, await process.ExitAsync());
        foreach (var words in new[] { "AzureWebJobsStorage is not set", "GpuHost:Queue", "GpuHost:LeaseSeconds: 'soon'", "GpuHost:BatchesInFlight", "GpuHost:Rotts", "'relative'", "GpuHost:RulesFile" })
            Assert.Contains(words, process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_UntilItIsTerminated_TellsItsHealthAndEndsWhatItBegan()
    {
        var data = Path.Combine(fixture.Folder, "service");
        await using (var accounts = new StorageAccounts(
            new StorageOptions { DataFolder = data }, new ConfigurationBuilder().Build(), TimeProvider.System, NullLoggerFactory.Instance))
        {
            var account = await accounts.GetAsync();
            await account.Container("sources").CreateAsync();
            await account.Container("sources").UploadAsync("a.pack", new MemoryStream(PackTests.PackOf(Samples.Files(seed: 1))));
            await account.Queue("file-batches").CreateAsync();
            var message = new BatchMessage(1, new BatchSource(BatchSourceKind.Pack) { Container = "sources", Blob = "a.pack" }) { Id = "x" };
            await account.Queue("file-batches").SendAsync(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
        }

        using var process = ServiceProcess.Start(new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = "Embedded",
            ["Host__HubFolder"] = data,
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        });
        using var client = await process.ClientAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit.Token)).Contains("batches_total{end=\"done\"} 1\n", StringComparison.Ordinal))
            await Task.Delay(50, limit.Token);
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
}
