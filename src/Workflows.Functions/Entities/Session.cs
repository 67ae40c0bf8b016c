using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Workflows.Activities.Agents;

namespace Workflows.Functions.Entities;

/// <summary>One sentence of a conversation.</summary>
/// <param name="ByAgent">Whether the agent said it.</param>
/// <param name="Text">What was said.</param>
/// <param name="At">When, UTC.</param>
public sealed record Said(bool ByAgent, string Text, DateTime At);

/// <summary>A task and its answer.</summary>
/// <param name="Task">What was asked.</param>
/// <param name="Answer">What was answered.</param>
/// <param name="At">When, UTC.</param>
public sealed record Exchange(string Task, string Answer, DateTime At);

/// <summary>The conversation of one session with one agent. Beyond its bound the oldest is forgotten.</summary>
public sealed class Session : TaskEntity<List<Said>>
{
    private const int SaidMax = 400;            // twice what a model is ever shown
    private const int TextCharsMax = 8_000;     // the state is written whole with each turn: 400 of these are 3 MB at most

    /// <summary>Adds a task and its answer.</summary>
    /// <param name="exchange">Both.</param>
    public void Add(Exchange exchange)
    {
        State.Add(new Said(false, Cut(exchange.Task), exchange.At));
        State.Add(new Said(true, Cut(exchange.Answer), exchange.At));
        State.RemoveRange(0, Math.Max(0, State.Count - SaidMax));
    }

    /// <summary>The newest, oldest of them first, beginning with a task.</summary>
    /// <param name="count">At most so many.</param>
    public List<Said> Last(int count) => [.. State.TakeLast(count).SkipWhile(one => one.ByAgent)];

    /// <summary>What fits a query, best first; at most 20.</summary>
    /// <param name="query">Words to look for.</param>
    public List<Said> Search(string query) => [.. TextSearch.Best(State, one => one.Text, query, 20)];

    /// <summary>Runs the entity.</summary>
    /// <param name="dispatcher">Calls the operations.</param>
    [Function(nameof(Session))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Session>();

    private static string Cut(string text) => text.Length <= TextCharsMax ? text : text[..TextCharsMax] + "…";
}
