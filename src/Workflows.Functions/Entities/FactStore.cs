using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Workflows.Activities.Agents;

namespace Workflows.Functions.Entities;

/// <summary>One fact.</summary>
/// <param name="Key">What it is known by.</param>
/// <param name="Text">The fact.</param>
/// <param name="At">When it was kept, UTC.</param>
public sealed record Fact(string Key, string Text, DateTime At);

/// <summary>What one agent keeps between runs. Its key is the agent's name.</summary>
public sealed class FactStore : TaskEntity<Dictionary<string, Fact>>
{
    private const int FactsMax = 500;           // the state is written whole with each turn: one megabyte at most
    private const int FoundMax = 10;

    /// <summary>Keeps a fact; the same key replaces it. Beyond 500 the oldest one goes.</summary>
    /// <param name="fact">The fact.</param>
    /// <returns>What was done, for the model.</returns>
    public string Keep(Fact fact)
    {
        State[fact.Key] = fact;
        if (State.Count <= FactsMax)
            return $"Kept under '{fact.Key}'.";
        var oldest = State.Values.MinBy(one => one.At)!.Key;
        State.Remove(oldest);
        return $"Kept under '{fact.Key}'; the oldest fact, '{oldest}', was forgotten.";
    }

    /// <summary>What fits a query, best first.</summary>
    /// <param name="query">Words to look for.</param>
    public List<Fact> Search(string query) => [.. TextSearch.Best(State.Values, fact => $"{fact.Key} {fact.Text}", query, FoundMax)];

    /// <summary>Forgets one fact.</summary>
    /// <param name="key">What it is known by.</param>
    public void Forget(string key) => State.Remove(key);

    /// <summary>Runs the entity.</summary>
    /// <param name="dispatcher">Calls the operations.</param>
    [Function(nameof(FactStore))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<FactStore>();
}
