using System.Net;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Durable;

public sealed class EntityHostTests
{
    private const string Counter = "/runtime/webhooks/durabletask/entities/Counter/a";

    [Fact]
    public async Task Signal_EntityFunction_ChangesItsState()
    {
        using var folder = new TempFolder();
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Entities));

        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync(Counter)).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await host.Client.PostAsync(Counter + "?op=Add", RunningHost.Json("5"))).StatusCode);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        HttpResponseMessage response;
        while ((response = await host.Client.GetAsync(Counter, limit.Token)).StatusCode == HttpStatusCode.NotFound)
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        Assert.Equal("{\"value\":5}", (await response.Content.ReadAsStringAsync()).ToLowerInvariant());
    }

    public static class Entities
    {
        [Function("Counter")]
        public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterState>();
    }

    public sealed class CounterState
    {
        public int Value { get; set; }

        public void Add(int amount) => Value += amount;
    }
}
