using System.Text.Json.Serialization;
using Microsoft.Azure.Functions.Worker;

namespace Quickstarts.Counter;

/// <summary>The counter as a plain class that is its own state.</summary>
public class StateCounter
{
    [JsonPropertyName("value")]
    public int Value { get; set; }

    public void Add(int amount) => this.Value += amount;

    public Task Reset()
    {
        this.Value = 0;
        return Task.CompletedTask;
    }

    public Task<int> Get() => Task.FromResult(this.Value);

    [Function(nameof(StateCounter))]
    public static Task RunEntityAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<StateCounter>();
}
