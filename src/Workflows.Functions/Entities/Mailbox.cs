using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Workflows.Activities.Agents;

namespace Workflows.Functions.Entities;

/// <summary>A message from one agent to another.</summary>
/// <param name="Id">Names it.</param>
/// <param name="From">The agent that wrote it.</param>
/// <param name="Text">What it says.</param>
/// <param name="At">When, UTC.</param>
public sealed record Letter(string Id, string From, string Text, DateTime At)
{
    /// <summary>What it belongs to; empty for nothing.</summary>
    public string Thread { get; init; } = "";

    /// <summary>0 low, 1 normal, 2 urgent.</summary>
    public int Priority { get; init; } = 1;
}

/// <summary>What a mailbox holds.</summary>
public sealed class MailboxState
{
    /// <summary>Not read yet, in order of arrival.</summary>
    public List<Letter> Unread { get; set; } = [];

    /// <summary>Read, in order of reading.</summary>
    public List<Letter> Read { get; set; } = [];
}

/// <summary>The messages to one agent. Its key is the agent's name. A full mailbox refuses, and the writer is told.</summary>
public sealed class Mailbox : TaskEntity<MailboxState>
{
    private const int UnreadMax = 200;
    private const int ReadMax = 200;
    private const int TakenMax = 20;            // as many as a model can work with at once

    /// <summary>Puts a message in.</summary>
    /// <param name="letter">The message.</param>
    /// <returns>What was done, for the model that wrote it.</returns>
    public string Put(Letter letter)
    {
        if (State.Unread.Exists(one => one.Id == letter.Id))
            return "Sent.";
        if (State.Unread.Count >= UnreadMax)
            return $"Not sent: the mailbox is full, {UnreadMax} messages wait there.";
        State.Unread.Add(letter);
        return "Sent.";
    }

    /// <summary>Takes unread messages: urgent first, then the older.</summary>
    /// <param name="thread">Only those of this thread; empty for all.</param>
    public List<Letter> Take(string thread)
    {
        var taken = State.Unread.Where(letter => string.IsNullOrEmpty(thread) || letter.Thread == thread)
            .OrderByDescending(letter => letter.Priority).Take(TakenMax).ToList();
        State.Unread.RemoveAll(taken.Contains);
        State.Read.AddRange(taken);
        State.Read.RemoveRange(0, Math.Max(0, State.Read.Count - ReadMax));
        return taken;
    }

    /// <summary>The messages of a thread, read or not, oldest first.</summary>
    /// <param name="thread">The thread.</param>
    public List<Letter> Thread(string thread) =>
        [.. State.Read.Concat(State.Unread).Where(letter => letter.Thread == thread).OrderBy(letter => letter.At)];

    /// <summary>What fits a query, read or not, best first; at most 20.</summary>
    /// <param name="query">Words to look for.</param>
    public List<Letter> Search(string query) => [.. TextSearch.Best(State.Read.Concat(State.Unread), letter => letter.Text, query, TakenMax)];

    /// <summary>Runs the entity.</summary>
    /// <param name="dispatcher">Calls the operations.</param>
    [Function(nameof(Mailbox))]
    public static Task DispatchAsync([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Mailbox>();
}
