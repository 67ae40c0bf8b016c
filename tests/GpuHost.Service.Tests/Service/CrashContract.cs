using System.Globalization;
using System.Text.Json;
using GpuHost.Publishing;
using GpuHost.Service.Tests.Packs;
using GpuHost.Service.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Service;

/// <summary>
/// kill -9 of the file host in the middle of batches, again and again, real processes on a real store. In the end each batch has one result, equal to that of
/// a host that nobody disturbed, and who waits was told nothing else.
/// </summary>
public abstract class CrashContract(StorageFixture fixture)
{
    private const int BatchesEachTime = 12;
    private const int LatestKillMs = 60;        // after a batch was seen on its way
    private const int LeaseSeconds = 1;         // so that a batch is taken up again soon

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<BatchMessage> sent = [];

    /// <summary>FILEHOST_KILLS asks for another number.</summary>
    private static int Kills { get; } = int.Parse(Environment.GetEnvironmentVariable("FILEHOST_KILLS") ?? "50", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Host_KilledInMidBatchAgainAndAgain_LosesAndDoublesNothing()
    {
        var expected = await UndisturbedAsync();
        sent.Clear();
        var random = new Random(20261130);
        await SendAsync("crash", generation: 0);
        for (var (killed, generation) = (0, 0); killed < Kills;)
        {
            using var process = ServiceProcess.Start(Settings("crash"));
            if (await WorksAsync(process))
            {
                await process.EndsWithinAsync(TimeSpan.FromMilliseconds(random.Next(LatestKillMs)));
                Assert.False(process.HasExited, process.Output);
                process.Kill();
                killed++;
                continue;
            }

            await process.TerminateAsync();
            Assert.Equal(0, await process.ExitAsync());
            await SendAsync("crash", ++generation);
        }

        using (var process = ServiceProcess.Start(Settings("crash")))
            await DrainAsync(process);
        await using var store = Open("crash");
        await CheckAsync(await store.GetAsync(), expected);
    }

    private async Task CheckAsync(IStorageAccount account, Dictionary<string, string> expected)
    {
        var results = await ResultsAsync(account, "crash");
        Assert.Equal(sent.Select(batch => ResultName.OfId(batch.Id!)).Order(), results.Keys.Order());
        Assert.All(sent, batch => Assert.Equal(expected[ResultName.OfId(batch.Source.Blob!)], results[ResultName.OfId(batch.Id!)]));
        var told = await ToldAsync(account, "crash");
        Assert.Equal(sent.Select(batch => batch.Id!).Order(), told.Keys.Order());
        Assert.All(told, batch => Assert.Single(batch.Value.Distinct()));
        Assert.False(await account.Queue("crash-poison").ExistsAsync() && (await account.Queue("crash-poison").CountAsync()).Messages > 0);
    }

    private static IEnumerable<BatchMessage> Batches(int generation) => Enumerable.Range(0, BatchesEachTime).Select(number =>
        new BatchMessage(BatchMessage.VersionNow, new BatchSource((BatchSourceKind)(1 + (number % 3))) { Container = "sources", Blob = $"batch{number}" })
        {
            Id = generation == 0 ? $"batch{number}" : $"batch{number}/{generation}",
            Notify = new BatchNotice($"run-{number}", "event"),
        });

    private async Task<Dictionary<string, string>> UndisturbedAsync()
    {
        await SendAsync("calm", generation: 0);
        using (var process = ServiceProcess.Start(Settings("calm")))
            await DrainAsync(process);
        await using var store = Open("calm");
        var results = await ResultsAsync(await store.GetAsync(), "calm");
        Assert.Equal(BatchesEachTime, results.Count);
        return results;
    }

    /// <summary>Waits until a batch is on its way; false when the queue is empty.</summary>
    private static async Task<bool> WorksAsync(ServiceProcess process)
    {
        using var client = await process.ClientAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var metrics = await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit.Token);
            if (!metrics.Contains("workflows_files_in_flight 0\n", StringComparison.Ordinal))
                return true;
            if (metrics.Contains("workflows_files_queue_messages 0\n", StringComparison.Ordinal))
                return false;
            await Task.Delay(2, limit.Token);
        }
    }

    // The process stays the only one on its store: whether it is done is asked over HTTP.
    private static async Task DrainAsync(ServiceProcess process)
    {
        using var client = await process.ClientAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (!(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), limit.Token)).Contains("workflows_files_queue_messages 0\n", StringComparison.Ordinal))
            await Task.Delay(100, limit.Token);
        await process.TerminateAsync();
        Assert.Equal(0, await process.ExitAsync());
    }

    private async Task SendAsync(string name, int generation)
    {
        await using var accounts = Open(name);
        var account = await accounts.GetAsync();
        if (generation == 0)
            await UploadAsync(account);
        var batches = Batches(generation).ToList();
        sent.AddRange(batches);
        await account.Queue(name).CreateAsync();
        foreach (var batch in batches.Concat(batches.Take(3)))      // some are sent twice at once
            await account.Queue(name).SendAsync(JsonSerializer.SerializeToUtf8Bytes(batch, JsonSerializerOptions.Web));
    }

    private static async Task UploadAsync(IStorageAccount account)
    {
        var container = account.Container("sources");
        await container.CreateAsync();
        foreach (var (batch, number) in Batches(0).Select((batch, number) => (batch, number)))
        {
            var files = Samples.Files(seed: number, count: 150);
            var kind = batch.Source.Kind;
            var bytes = kind == BatchSourceKind.Pack ? PackTests.PackOf(files) : kind == BatchSourceKind.Tar ? Samples.Tar(files) : Samples.Zip(files);
            if (await container.FindAsync(batch.Source.Blob!) is null)
                await container.UploadAsync(batch.Source.Blob!, new MemoryStream(bytes));
        }
    }

    private static async Task<Dictionary<string, string>> ResultsAsync(IStorageAccount account, string queue)
    {
        var results = new Dictionary<string, string>(StringComparer.Ordinal);
        var container = account.Container(queue + "-results");
        foreach (var blob in (await container.ListAsync()).Blobs)
        {
            await using var content = await container.OpenReadAsync(blob.Name);
            results.Add(blob.Name, await new StreamReader(content.Stream).ReadToEndAsync());
        }

        return results;
    }

    private static async Task<Dictionary<string, List<string>>> ToldAsync(IStorageAccount account, string queue)
    {
        var told = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        while (await account.Queue(queue + "-done").ReceiveAsync(32, TimeSpan.FromHours(1)) is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                Assert.True(QueueBody.TryDecode(message.Body, QueueEncoding.Base64, out var json));
                var finished = JsonSerializer.Deserialize<BatchFinished>(json, JsonSerializerOptions.Web)!;
                if (!told.TryGetValue(finished.Batch, out var all))
                    told[finished.Batch] = all = [];
                all.Add(finished.ToString());
            }
        }

        return told;
    }

    private string DataFolder(string name) => Path.Combine(fixture.Folder, name);

    private StorageAccounts Open(string name) => new(
        new StorageOptions { DataFolder = DataFolder(name) },
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["AzureWebJobsStorage"] = fixture.Connection }).Build(),
        TimeProvider.System,
        NullLoggerFactory.Instance);

    private Dictionary<string, string> Settings(string name) => new()
    {
        ["AzureWebJobsStorage"] = fixture.Connection,
        ["Host__HubFolder"] = DataFolder(name),
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
        ["GpuHost__Queue"] = name,
        ["GpuHost__DoneQueue"] = name + "-done",
        ["GpuHost__Results"] = name + "-results",
        ["GpuHost__LeaseSeconds"] = $"{LeaseSeconds}",
        ["GpuHost__PollSecondsMax"] = "1",
        ["GpuHost__DequeuesMax"] = "10000",          // every kill counts as an attempt
        ["GpuHost__CacheMemoryBytes"] = "0",         // every repeat is worked on in full
        ["GpuHost__CacheDiskBytes"] = $"{(name == "crash" ? 4_000_000 : 0)}",       // so small that segments come and go while it is killed
    };
}
