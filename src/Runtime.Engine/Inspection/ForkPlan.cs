using Runtime.Engine.History;

namespace Runtime.Engine.Inspection;

/// <summary>A history cut at an event, with the edits of a fork. Pure: turns in, turns out.</summary>
/// <param name="Kept">Turns that are kept whole.</param>
/// <param name="Received">What the first new turn receives: the cut turn's events before the cut, and the edited one.</param>
internal sealed record ForkPlan(IReadOnlyList<Turn> Kept, IReadOnlyList<HistoryEvent> Received)
{
    /// <exception cref="ArgumentException">The event cannot be forked at; the message says why.</exception>
    public static ForkPlan Cut(IReadOnlyList<Turn> turns, ForkRequest request)
    {
        var first = 0;
        for (var i = 0; i < turns.Count; i++)
        {
            var turn = turns[i];
            var position = request.AtEvent - first;
            if (position < turn.Received.Count)
                return Cut(turns, i, position, request);
            if (position < turn.Received.Count + turn.Decided.Count)
                throw new ArgumentException($"Event {request.AtEvent} is a decision of the code; fork at the received event before or behind it.", nameof(request));
            first += turn.Received.Count + turn.Decided.Count;
        }

        throw new ArgumentException($"The history has {first} events; there is no event {request.AtEvent}.", nameof(request));
    }

    private static ForkPlan Cut(IReadOnlyList<Turn> turns, int turn, int position, ForkRequest request)
    {
        var received = turns[turn].Received.Take(position).ToList();
        var at = turns[turn].Received[position];
        if (at is ExecutionStarted)
            received.Add(at);
        else if (request.Result is { } result)
            received.Add(WithResult(at, result));
        return new ForkPlan([.. turns.Take(turn)], received);
    }

    private static HistoryEvent WithResult(HistoryEvent item, string result) => item switch
    {
        ActivityCompleted e => e with { Output = result },
        ActivityFailed e => new ActivityCompleted(e.TaskId, result),
        ChildCompleted e => e with { Output = result },
        ChildFailed e => new ChildCompleted(e.TaskId, result),
        EntityCallCompleted e => e with { Output = result },
        EntityCallFailed e => new EntityCallCompleted(e.TaskId, result),
        EventReceived e => e with { Input = result },
        _ => throw new ArgumentException($"An event of kind {item.Kind} has no result to replace.", nameof(item)),
    };
}
