using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Management;

/// <summary>A live host with runs in every state, and a caller of its management API.</summary>
public sealed class ManagedHost : IAsyncLifetime, IDisposable
{
    public const string Base = "/runtime/webhooks/durabletask/";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TempFolder folder = new();
    private readonly Faults faults = new();
    private RunningHost host = null!;
    private int made;

    public DurableTaskClient Client => host.Host.Services.GetRequiredService<DurableTaskClient>();

    /// <summary>How often the activity of "Breaks" is still to fail.</summary>
    public int FaultsLeft { set => faults.Left = value; }

    public string Address => host.Client.BaseAddress!.ToString().TrimEnd('/') + Base;

    public async Task InitializeAsync() =>
        host = await RunningHost.StartDurableAsync(folder, builder => builder.Services.AddSingleton(faults), typeof(Functions));

    public async Task DisposeAsync() => await host.DisposeAsync();

    public void Dispose() => folder.Dispose();

    public Task<HttpResponseMessage> GetAsync(string path) => SendAsync("GET", path);

    public Task<HttpResponseMessage> PostAsync(string path, string? body = null) => SendAsync("POST", path, body);

    public Task<HttpResponseMessage> SendAsync(string verb, string path, string? body = null, string? token = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(verb), Base + path) { Content = body is null ? null : RunningHost.Json(body) };
        if (token is not null)
            request.Headers.Add("x-ms-continuation-token", token);
        return host.Client.SendAsync(request);
    }

    public Task<HttpResponseMessage> SendTextAsync(string path, string body, string mediaType) =>
        host.Client.PostAsync(Base + path, new StringContent(body, System.Text.Encoding.UTF8, mediaType));

    /// <summary>Makes a run in a state: new (there is none), pending, running, suspended, completed, failed or terminated.</summary>
    /// <returns>Its id, which no other run has.</returns>
    public async Task<string> MakeAsync(string state)
    {
        var id = $"{state}-{Interlocked.Increment(ref made)}";
        if (state == "new")
            return id;
        var name = state switch { "completed" => "Echo", "failed" => "Breaks", _ => "Waits" };
        var options = new StartOrchestrationOptions(id, state == "pending" ? DateTimeOffset.UtcNow.AddDays(1) : null);
        if (state == "failed")
            faults.Left = 1;
        await Client.ScheduleNewOrchestrationInstanceAsync(name, "in", options);
        if (state == "pending")
            return id;
        await Client.WaitForInstanceStartAsync(id).WaitAsync(Patience);
        if (state == "suspended")
            await Client.SuspendInstanceAsync(id, "why");
        if (state == "terminated")
            await Client.TerminateInstanceAsync(id, "why");
        await UntilAsync(id, state);
        return id;
    }

    /// <summary>Waits until the run's status is that one, in any case.</summary>
    public Task<JsonElement> UntilAsync(string id, string status) => UntilAsync(
        $"instances/{id}",
        answer => string.Equals(answer.GetProperty("runtimeStatus").GetString(), status, StringComparison.OrdinalIgnoreCase));

    /// <summary>Asks until the answer is there and satisfies the condition.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> condition)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var response = await GetAsync(path);
            if (response.StatusCode != HttpStatusCode.NotFound && await RunningHost.ReadJsonAsync(response) is var answer && condition(answer))
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(10), limit.Token);
        }
    }

    /// <summary>All pages of a list of that size, and how many there were.</summary>
    public async Task<(List<JsonElement> Items, int Pages)> PagesAsync(string path)
    {
        var (items, pages, token) = (new List<JsonElement>(), 0, (string?)null);
        do
        {
            using var response = await SendAsync("GET", path, token: token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            items.AddRange((await RunningHost.ReadJsonAsync(response)).EnumerateArray());
            token = response.Headers.TryGetValues("x-ms-continuation-token", out var values) ? values.Single() : null;
            Assert.InRange(++pages, 1, 100);
        }
        while (token is not null);
        return (items, pages);
    }

    public sealed class Faults
    {
        private int left;

        public int Left { set => Volatile.Write(ref left, value); }

        public void Check()
        {
            if (Interlocked.Decrement(ref left) >= 0)
                throw new InvalidOperationException("broken");
        }
    }

    public sealed class Functions(Faults faults)
    {
        [Function("Echo")]
        public static Task<JsonElement?> EchoAsync([OrchestrationTrigger] TaskOrchestrationContext context, JsonElement? input) => Task.FromResult(input);

        [Function("Waits")]
        public static async Task<string> WaitsAsync([OrchestrationTrigger] TaskOrchestrationContext context)
        {
            context.SetCustomStatus(new { waitsFor = "Go" });
            return await context.WaitForExternalEvent<string>("Go");
        }

        [Function("Breaks")]
        public static Task<string> BreaksAsync([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<string>("Step");

        [Function("Step")]
        public string Step([ActivityTrigger] object? input)
        {
            faults.Check();
            return "done";
        }

        [Function("Counter")]
        public static Task CountAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<CounterState>();
    }

    public sealed class CounterState
    {
        public int Value { get; set; }

        public string Text { get; set; } = "";

        public void Add(int amount) => Value += amount;

        public void Say(string text) => Text = text;
    }
}
