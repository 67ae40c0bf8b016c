using System.Text;
using System.Text.Json;
using GpuHost.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Support;

/// <summary>The file host in this process, on a real store, with queues and containers of its own.</summary>
internal sealed class HostUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int last;

    private readonly IHost host;
    private readonly string name = $"t{Environment.ProcessId}-{Interlocked.Increment(ref last)}";

    private HostUnderTest(StorageFixture fixture, Dictionary<string, string?> settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["AzureWebJobsStorage"] = fixture.Connection,
            ["Host:HubFolder"] = Path.Combine(fixture.Folder, name),
            ["GpuHost:Queue"] = name,
            ["GpuHost:DoneQueue"] = name + "-done",
            ["GpuHost:Results"] = name + "-results",
            ["GpuHost:Packs"] = name + "-packs",
            ["GpuHost:BatchesInFlight"] = "3",
            ["GpuHost:PollSecondsMax"] = "1",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddFileHost();
        builder.Services.AddWorkflowsStorage(builder.Configuration, new StorageOptions { DataFolder = Path.Combine(fixture.Folder, name) });
        host = builder.Build();
    }

    public IStorageAccount Account { get; private set; } = null!;

    public FileHostMetrics Metrics => host.Services.GetRequiredService<FileHostMetrics>();

    public FileHost FileHost => host.Services.GetRequiredService<FileHost>();

    public IFileBatches Batches => host.Services.GetRequiredService<IFileBatches>();

    public IStorageQueue Queue => Account.Queue(name);

    public IStorageQueue Poison => Account.Queue(name + "-poison");

    public IStorageQueue Done => Account.Queue(name + "-done");

    public IBlobContainer Results => Account.Container(name + "-results");

    public IBlobContainer Files => Account.Container(name + "-files");

    public static async Task<HostUnderTest> StartAsync(StorageFixture fixture, Dictionary<string, string?>? settings = null)
    {
        var made = new HostUnderTest(fixture, settings ?? []);
        made.Account = await made.host.Services.GetRequiredService<IStorageAccounts>().GetAsync();
        await made.Files.CreateAsync();
        await made.host.StartAsync();
        return made;
    }

    public async Task<StoredBlob> UploadAsync(string blob, byte[] content) => await Files.UploadAsync(blob, new MemoryStream(content));

    public BatchSource Source(BatchSourceKind kind, string blob) => new(kind) { Container = Files.Name, Blob = blob };

    public BatchSource Blobs(params BatchItem[] items) => new(BatchSourceKind.Blobs) { Container = Files.Name, Items = items };

    /// <summary>Sends a batch and waits for its end.</summary>
    public async Task<BatchFinished> RunAsync(BatchSource source, string? id = null, BatchWork? work = null)
    {
        var message = new BatchMessage(BatchMessage.VersionNow, source) { Id = id, Work = work ?? new BatchWork(), Notify = new BatchNotice("run", "event") };
        return await RunAsync(JsonSerializer.SerializeToUtf8Bytes(message, JsonSerializerOptions.Web));
    }

    public async Task<BatchFinished> RunAsync(byte[] body)
    {
        await SendAsync(body);
        return await FinishedAsync();
    }

    /// <summary>Sends a message, whether or not the host has made its queue by now.</summary>
    public async Task SendAsync(byte[] body)
    {
        await Queue.CreateAsync();
        await Queue.SendAsync(body);
    }

    /// <summary>The next that is told of.</summary>
    public async Task<BatchFinished> FinishedAsync()
    {
        var message = await TakeAsync(Done);
        Assert.True(QueueBody.TryDecode(message.Body, QueueEncoding.Base64, out var json));
        return JsonSerializer.Deserialize<BatchFinished>(json, JsonSerializerOptions.Web)!;
    }

    /// <summary>The next message of a queue, removed from it.</summary>
    public static async Task<StorageMessage> TakeAsync(IStorageQueue queue)
    {
        using var limit = new CancellationTokenSource(Patience);
        var polling = new QueuePolling(TimeSpan.FromMilliseconds(200));
        await queue.CreateAsync();
        while (true)
        {
            var found = await queue.ReceiveAsync(1, TimeSpan.FromMinutes(1), limit.Token);
            if (found.Count > 0)
            {
                await queue.DeleteAsync(found[0].Id, found[0].PopReceipt!);
                return found[0];
            }

            await queue.WaitAsync(polling, limit.Token);
        }
    }

    public Task<BatchRecords> RecordsAsync(BatchFinished finished) =>
        Batches.ReadAsync(new BatchReading(finished, int.MaxValue), CancellationToken.None);

    public async Task<string> TextAsync(BatchFinished finished)
    {
        await using var content = await Results.OpenReadAsync(finished.Blob!);
        return await new StreamReader(content.Stream, Encoding.UTF8).ReadToEndAsync();
    }

    public async Task<string> RunToTextAsync(BatchSource source, string? id = null) => await TextAsync(await RunAsync(source, id));

    public Task StopAsync() => host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
