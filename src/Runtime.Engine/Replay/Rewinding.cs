using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>A failed execution as it goes on after a rewind.</summary>
/// <param name="Turns">The turns that stay; those that differ from the stored ones are new objects.</param>
/// <param name="Again">What the removed turns had received and the execution still needs.</param>
/// <param name="Open">Tasks that now wait for an answer and are not answered by <paramref name="Again"/>.</param>
/// <param name="NextTaskId">Greater than every task id that was used.</param>
/// <param name="HoldsLock">The execution failed inside a critical section, whose locks are gone.</param>
internal sealed record RewoundHistory(
    IReadOnlyList<Turn> Turns, IReadOnlyList<HistoryEvent> Again, IReadOnlyList<HistoryEvent> Open, int NextTaskId, bool HoldsLock);

/// <summary>
/// Edits the history of a failed execution so that it goes on. Failures that changed no earlier turn's decisions are taken out; if there are none,
/// the history ends before the last failure that did. Whether an edited history fits the code is found out by replaying it. Pure.
/// </summary>
/// <param name="turns">The execution's turns; the last one ends with its failure.</param>
/// <param name="fresh">Makes an execution that has seen no turn.</param>
internal sealed class Rewinding(IReadOnlyList<Turn> turns, Func<OrchestrationExecution> fresh)
{
    private const int TrialsMax = 64;           // each replays the run once; later failures are tried first

    private readonly HashSet<HistoryEvent> removed = new(ReferenceEqualityComparer.Instance);
    private readonly List<(int Turn, HistoryEvent Event)> failures =
        [.. turns.SelectMany((turn, index) => turn.Received.Where(IsFailure).Select(item => (index, item)))];

    private int trials;

    /// <summary>Makes the edit.</summary>
    /// <returns>The history to go on with.</returns>
    public RewoundHistory Edit()
    {
        var last = turns.Count - 1;
        if (last == 0)
            return FromTheStart();
        RemoveWhatFits();
        var kept = removed.Count == 0 && failures.Count > 0 ? failures[^1].Turn : last;
        foreach (var (turn, item) in failures)
        {
            if (turn >= kept)
                removed.Add(item);
        }

        var stay = turns.Take(kept).Select(Without).ToList();
        if (kept == last && LastTurnStays() is { } shortened)
            return Describe([.. stay, shortened], []);
        return Describe(stay, turns.Skip(kept).SelectMany(turn => turn.Received).Where(item => !removed.Contains(item) && IsNeededAgain(item)));
    }

    private static bool IsFailure(HistoryEvent item) => item is ActivityFailed or ChildFailed or EntityCallFailed;

    /// <summary>Timers fire by themselves, and the outcome of an older rewind or suspension is history.</summary>
    private static bool IsNeededAgain(HistoryEvent item) =>
        item is ActivityCompleted or ChildCompleted or EntityCallCompleted or EventReceived or ActivityFailed or ChildFailed or EntityCallFailed;

    /// <summary>The code failed before it had decided anything: it begins again, in a turn of its own.</summary>
    private RewoundHistory FromTheStart() => new(
        [turns[0] with { Decided = [] }],
        [.. turns[0].Received.Where(item => item is not ExecutionStarted && IsNeededAgain(item))],
        [],
        NextTaskId(),
        HoldsLock: false);

    /// <summary>From the last failure to the first: as many as the earlier turns can do without.</summary>
    private void RemoveWhatFits()
    {
        var end = failures.Count;
        while (end > 0)
        {
            var from = FirstThatFits(end);
            for (var i = from; i < end; i++)
                removed.Add(failures[i].Event);
            end = from - 1;
        }
    }

    /// <summary>The smallest start of a range up to <paramref name="end"/> that can be removed; the end when not even the last one can.</summary>
    private int FirstThatFits(int end)
    {
        var (low, high) = (0, end);
        if (Fits(low, end))
            return low;
        while (high - low > 1)
        {
            var middle = (low + high) / 2;
            if (Fits(middle, end))
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    private bool Fits(int from, int end)
    {
        if (trials++ >= TrialsMax)
            return false;
        var trial = failures.Skip(from).Take(end - from).Select(failure => failure.Event).ToList();
        removed.UnionWith(trial);
        var fits = TryReplay(turns.Take(turns.Count - 1).Select(Without)) is { Outcome: null };
        removed.ExceptWith(trial);
        return fits;
    }

    /// <summary>The last turn without its outcome, when the code now does exactly the rest of it.</summary>
    private Turn? LastTurnStays()
    {
        var last = Without(turns[^1]);
        var shortened = last with { Decided = [.. last.Decided.SkipLast(1)] };
        if (shortened.Received.Count == 0)
            return null;
        return TryReplay([.. turns.SkipLast(1).Select(Without), shortened]) is { Outcome: null } ? shortened : null;
    }

    private Turn Without(Turn turn) =>
        turn.Received.Any(removed.Contains) ? turn with { Received = [.. turn.Received.Where(item => !removed.Contains(item))] } : turn;

    private OrchestrationExecution? TryReplay(IEnumerable<Turn> edited)
    {
        var execution = fresh();
        try
        {
            foreach (var turn in edited)
                execution.Replay(turn);
            return execution;
        }
        catch (NonDeterminismException)
        {
            return null;
        }
    }

    private RewoundHistory Describe(List<Turn> stay, IEnumerable<HistoryEvent> again)
    {
        var execution = TryReplay(stay) ?? throw new InvalidOperationException("The run's code does not fit its history any more; it cannot be rewound.");
        var needed = again.Where(execution.Awaits).ToList();
        var answered = needed.Select(TaskOf).ToHashSet();
        var open = execution.Open.OrderBy(task => task.Key).Where(task => !answered.Contains(task.Key)).Select(task => task.Value.Decision);
        return new RewoundHistory(stay, needed, [.. open], NextTaskId(), execution.Lock is not null);
    }

    /// <summary>The task that an answer belongs to; null for anything else.</summary>
    public static int? TaskOf(HistoryEvent item) => item switch
    {
        ActivityCompleted e => e.TaskId,
        ActivityFailed e => e.TaskId,
        ChildCompleted e => e.TaskId,
        ChildFailed e => e.TaskId,
        EntityCallCompleted e => e.TaskId,
        EntityCallFailed e => e.TaskId,
        _ => null,
    };

    private int NextTaskId() => 1 + turns.SelectMany(turn => turn.Decided).Max(item => item switch
    {
        ActivityScheduled e => e.TaskId,
        TimerCreated e => e.TaskId,
        ChildScheduled e => e.TaskId,
        EventSent e => e.TaskId,
        EntityCalled e => e.TaskId,
        EntitySignaled e => e.TaskId,
        EntitiesLocked e => e.TaskId,
        _ => -1,
    });
}
