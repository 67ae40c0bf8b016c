using System.Text;
using Azure.Storage.Queues.Models;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Storage;
using Workflows.Testing;

namespace Runtime.Host.Tests.Queues;

public sealed class QueueTriggerTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CallLog log = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Message_AsEachType_IsReadAndDeleted()
    {
        await using var host = await StartAsync(typeof(Readers), ("Orders:Queue", "orders"));

        await host.SendAsync("texts", "grüße");
        await host.SendAsync("bytes", "abc");
        await host.SendAsync("binary", "xyz");
        await host.SendAsync("messages", "whole");
        await host.SendAsync("orders", """{ "id": 7, "Name": "book" }""");

        Assert.Equal(["text grüße 1", "bytes 3", "binary xyz", "message whole 1", "order 7 book book 1"], log.Calls);
        Assert.Equal(0, (await (await host.StorageAsync()).Queue("orders").CountAsync()).Messages);
    }

    [Fact]
    public async Task Failing_Always_GoesToThePoisonQueueAfterFiveAttempts()
    {
        log.FailuresLeft = int.MaxValue;
        await using var host = await StartAsync(typeof(Failing));

        await host.SendAsync("work", "bad");

        Assert.Equal(["bad 1", "bad 2", "bad 3", "bad 4", "bad 5"], log.Calls);
        var account = await host.StorageAsync();
        Assert.Equal(0, (await account.Queue("work").CountAsync()).Messages);
        var poison = Assert.Single(await account.Queue("work-poison").PeekAsync(32));
        Assert.True(QueueBody.TryDecode(poison.Body, QueueEncoding.Base64, out var body));
        Assert.Equal("bad", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task Failing_WithAVisibilityTimeout_IsCalledAgainThatLate()
    {
        log.FailuresLeft = 1;
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "queues": { "visibilityTimeout": "00:00:30", "messageEncoding": "none" } } }""");
        await using var host = await StartAsync(typeof(Failing));

        await host.SendAsync("work", "later");
        Assert.Equal(["later 1"], log.Calls);
        await host.AdvanceAsync(TimeSpan.FromSeconds(29));
        Assert.Equal(["later 1"], log.Calls);
        await host.AdvanceAsync(TimeSpan.FromSeconds(2));

        Assert.Equal(["later 1", "later 2"], log.Calls);
    }

    [Fact]
    public async Task Message_ThatIsNoBase64_GoesToThePoisonQueueUnread()
    {
        await using var host = await StartAsync(typeof(Failing));
        var account = await host.StorageAsync();
        await account.Queue("work").CreateAsync();

        await account.Queue("work").SendAsync("no base64!"u8.ToArray());
        await host.RunToIdleAsync();

        Assert.Empty(log.Calls);
        Assert.Single(await account.Queue("work-poison").PeekAsync(32));
    }

    [Fact]
    public async Task Message_WithMembersNamedAsTheQueues_BindsItsOwn()
    {
        await using var host = await StartAsync(typeof(Named));

        await host.SendAsync("named", """{ "id": "own", "name": "tea" }""");

        Assert.Equal(["own tea 1"], log.Calls);
    }

    [Fact]
    public async Task Messages_ManyAtOnce_RunNoMoreThanABatchAndTheThreshold()
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "queues": { "batchSize": 4, "newBatchThreshold": 2 } } }""");
        var gauge = new Gauge();
        await using var host = await StartAsync(typeof(Counted), gauge);
        for (var i = 0; i < 40; i++)
            await host.SendAsync("counted", $"{i}");

        Assert.Equal(40, gauge.Total);
        Assert.InRange(gauge.Most, 1, 6);
    }

    [Fact]
    public async Task Restart_WithMessagesWaiting_RunsThem()
    {
        await using (var host = await StartAsync(typeof(Readers), ("Orders:Queue", "orders")))
        {
            var queue = (await host.StorageAsync()).Queue("work");
            await queue.CreateAsync();
            await queue.SendAsync(QueueBody.Encode("waiting"u8.ToArray(), QueueEncoding.Base64));
        }

        await using var again = await StartAsync(typeof(Failing));

        Assert.Equal(["waiting 1"], log.Calls);
    }

    private Task<FunctionsTestHost> StartAsync(Type functions, params (string Name, string Value)[] settings) =>
        StartAsync(functions, new Gauge(), settings);

    private Task<FunctionsTestHost> StartAsync(Type functions, Gauge gauge, params (string Name, string Value)[] settings)
    {
        var options = new FunctionsTestHostOptions { Folder = folder.Path, UseHttp = false };
        options.FunctionTypes.Add(functions);
        foreach (var (name, value) in settings)
            options.Settings[name] = value;
        return FunctionsTestHost.StartAsync(builder => builder.Services.AddSingleton(log).AddSingleton(gauge), options);
    }

    public sealed record Order(int Id, string Name);

    public sealed class Gauge
    {
        private int running;
        private int most;
        private int total;

        public int Most => most;

        public int Total => total;

        public void Enter()
        {
            var now = Interlocked.Increment(ref running);
            Interlocked.Increment(ref total);
            for (var seen = most; now > seen; seen = most)
                Interlocked.CompareExchange(ref most, now, seen);
        }

        public void Leave() => Interlocked.Decrement(ref running);
    }

    public sealed class Readers(CallLog log)
    {
        [Function("Texts")]
        public void Texts([QueueTrigger("texts")] string text, int dequeueCount) => log.Add($"text {text} {dequeueCount}");

        [Function("Bytes")]
        public void Bytes([QueueTrigger("bytes")] byte[] bytes) => log.Add($"bytes {bytes.Length}");

        [Function("Binary")]
        public void Binary([QueueTrigger("binary")] BinaryData data) => log.Add($"binary {data}");

        [Function("Messages")]
        public void Messages([QueueTrigger("messages")] QueueMessage message) => log.Add($"message {message.Body} {message.DequeueCount}");

        [Function("Orders")]
        public void Orders([QueueTrigger("%Orders:Queue%")] Order order, string name, FunctionContext context) =>
            log.Add($"order {order.Id} {order.Name} {name} {context.BindingContext.BindingData["DequeueCount"]}");
    }

    public sealed record Tagged(string Id, string Name);

    public sealed class Named(CallLog log)
    {
        [Function("Named")]
        public void Run([QueueTrigger("named")] Tagged tagged, string id, string name, int dequeueCount) => log.Add($"{id} {name} {dequeueCount}");
    }

    public sealed class Failing(CallLog log)
    {
        [Function("Work")]
        public void Work([QueueTrigger("work")] string text, long dequeueCount) => log.AddOrFail($"{text} {dequeueCount}");
    }

    public sealed class Counted(Gauge gauge)
    {
        [Function("Counted")]
        public async Task Run([QueueTrigger("counted")] string text)
        {
            gauge.Enter();
            await Task.Yield();
            gauge.Leave();
        }
    }
}
