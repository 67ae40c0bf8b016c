using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;
using Runtime.Storage.Tests.Support;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Tests.Triggers;

/// <summary>Triggers and outputs on the embedded storage and on a real Azurite, by the clock on the wall.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class StorageChainTests(AzuriteFixture azurite) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Support.TempFolder folder = new();
    private readonly CallLog log = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_ToBlobToMessage_PassesThroughAllTriggers(bool onAzurite)
    {
        using var host = await StartAsync(onAzurite, typeof(Chain));
        var account = await host.Services.GetRequiredService<IStorageAccounts>().GetAsync();

        await SendAsync(account, "chain-in", """{ "name": "a" }""");
        await SendAsync(account, "chain-in", """{ "name": "b" }""");

        await UntilAsync(() => log.Calls.Length == 2);
        Assert.Equal(["a: made of a", "b: made of b"], log.Calls.Order(StringComparer.Ordinal));
        await host.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Message_ThatAlwaysFails_EndsInThePoisonQueue(bool onAzurite)
    {
        log.FailuresLeft = int.MaxValue;
        using var host = await StartAsync(onAzurite, typeof(Failing));
        var account = await host.Services.GetRequiredService<IStorageAccounts>().GetAsync();

        await SendAsync(account, "chain-bad", "x");

        var poison = account.Queue("chain-bad-poison");
        await UntilAsync(async () => await poison.ExistsAsync() && (await poison.PeekAsync(1)).Count == 1);
        Assert.Equal(5, log.Calls.Length);
        await host.StopAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stop_WhileAMessageRuns_MakesItVisibleAgain(bool onAzurite)
    {
        using (var host = await StartAsync(onAzurite, typeof(Waiting)))
        {
            await SendAsync(await host.Services.GetRequiredService<IStorageAccounts>().GetAsync(), "chain-slow", "slow");
            await UntilAsync(() => log.Calls.Length == 1);

            await host.StopAsync();
        }
        Assert.Equal(["began slow", "cancelled slow"], log.Calls);

        using var again = await StartAsync(onAzurite, typeof(Waiting));
        await UntilAsync(() => log.Calls.Length == 3);
        Assert.Equal("began slow", log.Calls[2]);
        await again.StopAsync();
    }

    private static async Task SendAsync(IStorageAccount account, string queue, string text)
    {
        await account.Queue(queue).CreateAsync();
        await account.Queue(queue).SendAsync(QueueBody.Encode(System.Text.Encoding.UTF8.GetBytes(text), QueueEncoding.Base64));
    }

    private static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (!await condition())
            await Task.Delay(20, limit.Token);
    }

    private async Task<IHost> StartAsync(bool onAzurite, Type functions)
    {
        folder.Write("host.json", """{ "version": "2.0", "extensions": { "queues": { "maxPollingInterval": "00:00:00.2" } } }""");
        var builder = RunningHost.Builder(folder, functions);
        if (onAzurite)
            builder.Configuration.AddInMemoryCollection([new("AzureWebJobsStorage", azurite.Connection)]);
        builder.ConfigureLocalHost(local =>
        {
            local.Http = false;
            local.HubFolder = folder.Path;
            local.StopWithin = TimeSpan.FromMilliseconds(50);
        });
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        builder.Services.AddSingleton(log);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public sealed record Item(string Name);

    public sealed class Chain(CallLog log)
    {
        [Function("In"), BlobOutput("chain/{name}.txt")]
        public string In([QueueTrigger("chain-in")] Item item) => $"made of {item.Name}";

        [Function("Middle"), QueueOutput("chain-out")]
        public string Middle([BlobTrigger("chain/{name}.txt")] string content, string name) => $"{name}: {content}";

        [Function("Out")]
        public void Out([QueueTrigger("chain-out")] string text) => log.Add(text);
    }

    public sealed class Failing(CallLog log)
    {
        [Function("Bad")]
        public void Bad([QueueTrigger("chain-bad")] string text) => log.AddOrFail(text);
    }

    public sealed class Waiting(CallLog log)
    {
        [Function("Slow")]
        public async Task Slow([QueueTrigger("chain-slow")] string text, CancellationToken cancellation)
        {
            log.Add($"began {text}");
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
            }
            catch (OperationCanceledException)
            {
                log.Add($"cancelled {text}");
                throw;
            }
        }
    }
}
