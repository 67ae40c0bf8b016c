using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Blobs;
using Runtime.Host.Tests.Support;
using Workflows.Storage;
using Workflows.Testing;

namespace Runtime.Host.Tests.Blobs;

public sealed class BlobTriggerTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CallLog log = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Blob_AsEachType_IsReadWithThePlacesOfItsPattern()
    {
        await using var host = await StartAsync(typeof(Readers));

        await host.UploadAsync("drops/acme/report.final.txt", "hello");
        await host.UploadAsync("streams/a", "stream");
        await host.UploadAsync("bytes/b", "abc");
        await host.UploadAsync("orders/c.json", """{ "id": 7 }""");
        await host.UploadAsync("clients/d", "by client");
        await host.UploadAsync("drops/no-match", "nothing");

        Assert.Equal(["acme report.final txt hello drops/acme/report.final.txt", "stream", "bytes 3", "order 7", "client d by client"], log.Calls);
    }

    [Fact]
    public async Task Blob_EachVersion_RunsOnceEvenAcrossRestarts()
    {
        await using (var host = await StartAsync(typeof(Texts)))
        {
            await host.UploadAsync("texts/a", "1");
            await host.UploadAsync("texts/b", "1");
            await host.UploadAsync("texts/a", "2");
        }

        await using (var host = await StartAsync(typeof(Texts)))
        {
            Assert.Equal(["a 1", "b 1", "a 2"], log.Calls);
            await host.UploadAsync("texts/b", "2");
        }

        Assert.Equal(["a 1", "b 1", "a 2", "b 2"], log.Calls);
    }

    [Fact]
    public async Task Blob_UploadedWhileTheHostIsDown_RunsAtTheNextStart()
    {
        await using (var host = await StartAsync(typeof(Readers)))
            await host.UploadAsync("texts/early", "1");

        await using var again = await StartAsync(typeof(Texts));

        Assert.Equal(["early 1"], log.Calls);
    }

    [Fact]
    public async Task Failing_Always_IsGivenUpAfterFiveAttemptsWithAMessage()
    {
        log.FailuresLeft = int.MaxValue;
        await using (var host = await StartAsync(typeof(Texts)))
        {
            await host.UploadAsync("texts/bad", "x");

            Assert.Equal(5, log.Calls.Length);
            var message = Assert.Single(await (await host.StorageAsync()).Queue("webjobs-blobtrigger-poison").PeekAsync(32));
            Assert.True(QueueBody.TryDecode(message.Body, QueueEncoding.Base64, out var body));
            using var poison = JsonDocument.Parse(body);
            Assert.Equal("texts", poison.RootElement.GetProperty("ContainerName").GetString());
            Assert.Equal("bad", poison.RootElement.GetProperty("BlobName").GetString());
            Assert.Equal("as the test wants it", poison.RootElement.GetProperty("Error").GetString());
        }

        await using var again = await StartAsync(typeof(Texts));
        Assert.Equal(5, log.Calls.Length);
    }

    [Fact]
    public async Task Failing_Once_IsTriedAgain()
    {
        log.FailuresLeft = 1;
        await using var host = await StartAsync(typeof(Texts));

        await host.UploadAsync("texts/once", "x");

        Assert.Equal(["once x", "once x"], log.Calls);
    }

    [Fact]
    public async Task Blob_OverwrittenWhileItRuns_RunsOneVersionAfterTheOtherAndNoneAgain()
    {
        var gate = new Gate();
        await using (var host = await StartAsync(typeof(Gated), gate))
        {
            var container = (await host.StorageAsync()).Container("gated");
            await container.CreateAsync();
            using var first = new MemoryStream("1"u8.ToArray(), writable: false);
            await container.UploadAsync("a", first);
            await gate.Began.Task;
            using var second = new MemoryStream("2"u8.ToArray(), writable: false);
            await container.UploadAsync("a", second);
            gate.Open.SetResult();
            await host.RunToIdleAsync();
        }
        File.Delete(Path.Combine(folder.Path, ".workflows", "blobs", "GATED.cursor"));       // as after a loss of power: only the receipts are left

        await using var again = await StartAsync(typeof(Gated), gate);
        Assert.Equal(["began 1", "ended 1", "began 2", "ended 2"], log.Calls);
    }

    [Fact]
    public async Task Blobs_ManyHundreds_RunOnceEach()
    {
        await using var host = await StartAsync(typeof(Texts));
        var container = (await host.StorageAsync()).Container("texts");
        await container.CreateAsync();
        for (var i = 0; i < 300; i++)
        {
            using var content = new MemoryStream(Encoding.UTF8.GetBytes("x"), writable: false);
            await container.UploadAsync($"many/{i}", content);
        }

        await host.RunToIdleAsync();

        Assert.Equal(300, log.Calls.Length);
        Assert.Equal(300, log.Calls.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task Blobs_ThatTheProcessDiedWith_RunOneByOneUntilTheyHaveEnded()
    {
        await using (var host = await StartAsync(typeof(Readers)))
        {
            for (var i = 0; i < 8; i++)
                await host.UploadAsync($"crowd/{i}", "x");
            var blobs = (await (await host.StorageAsync()).Container("crowd").ListAsync()).Blobs;
            using var receipts = new BlobReceipts(Path.Combine(folder.Path, ".workflows", "blobs", "CROWD.receipts"));
            foreach (var blob in blobs.Take(6))
                receipts.SetAttempts(blob.Name, blob.ETag, 4);      // the process died in the fourth attempt
        }

        await using var again = await StartAsync(typeof(Crowd));
        await again.RunToIdleAsync();

        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7"], log.Calls.Where(call => call.Length == 1).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(log.Calls, call => call.StartsWith("beside", StringComparison.Ordinal));
    }

    private Task<FunctionsTestHost> StartAsync(Type functions, Gate? gate = null)
    {
        var options = new FunctionsTestHostOptions { Folder = folder.Path, UseHttp = false };
        options.FunctionTypes.Add(functions);
        return FunctionsTestHost.StartAsync(builder => builder.Services.AddSingleton(log).AddSingleton(gate ?? new Gate()), options);
    }

    public sealed record Order(int Id);

    public sealed class Readers(CallLog log)
    {
        [Function("Drops")]
        public void Drops([BlobTrigger("drops/{tenant}/{name}.{ext}")] string content, string tenant, string name, string ext, string blobTrigger) =>
            log.Add($"{tenant} {name} {ext} {content} {blobTrigger}");

        [Function("Streams")]
        public async Task Streams([BlobTrigger("streams/{name}")] Stream content)
        {
            using var reader = new StreamReader(content);
            log.Add(await reader.ReadToEndAsync());
        }

        [Function("Bytes")]
        public void Bytes([BlobTrigger("bytes/{name}")] byte[] content) => log.Add($"bytes {content.Length}");

        [Function("Orders")]
        public void Orders([BlobTrigger("orders/{name}")] Order order) => log.Add($"order {order.Id}");

        [Function("Clients")]
        public async Task Clients([BlobTrigger("clients/{name}")] BlobClient client)
        {
            var content = await client.DownloadContentAsync();
            log.Add($"client {client.Name} {content.Value.Content}");
        }
    }

    public sealed class Gate
    {
        public TaskCompletionSource Began { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Open { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public sealed class Gated(CallLog log, Gate gate)
    {
        [Function("Gated")]
        public async Task Run([BlobTrigger("gated/{name}")] string content)
        {
            log.Add($"began {content}");
            gate.Began.TrySetResult();
            await gate.Open.Task;
            log.Add($"ended {content}");
        }
    }

    public sealed class Crowd(CallLog log)
    {
        private static int suspects;

        [Function("Crowd")]
        public async Task Run([BlobTrigger("crowd/{name}")] string content, string name)
        {
            log.Add(name);
            if (int.Parse(name) >= 6)
                return;
            if (Interlocked.Increment(ref suspects) > 1)
                log.Add($"beside another: {name}");
            await Task.Delay(TimeSpan.FromMilliseconds(30));        // the time in which others would begin
            Interlocked.Decrement(ref suspects);
        }
    }

    public sealed class Texts(CallLog log)
    {
        [Function("Texts")]
        public void Run([BlobTrigger("texts/{name}")] string content, string name) => log.AddOrFail($"{name} {content}");
    }
}
