using System.Diagnostics;
using Runtime.Engine.Entities;
using Runtime.Engine.History;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>
/// A run in memory: its mailbox, and between turns its execution. At most one turn of a run is under way; whoever posts the first mail to a
/// resting run schedules the next turn. All but the mailbox belongs to the turn.
/// </summary>
internal sealed class LiveRun(string id)
{
    private readonly Lock gate = new();
    private List<Mail> mailbox = [];
    private List<Mail> spare = [];
    private State state;
    private ArmedTimes armed;
    private volatile RunRow? row;

    private enum State
    {
        Resting,
        Scheduled,
        Retired,
    }

    public string Id => id;

    /// <summary>The row as it is on disk; null before the first commit and for a run that does not exist.</summary>
    public RunRow? Row
    {
        get => row;
        set => row = value;
    }

    /// <summary>Whether the store was asked for this run, or the run is new.</summary>
    public bool IsLoaded { get; set; }

    /// <summary>The execution; null when the run does not exist or has finished.</summary>
    public OrchestrationExecution? Execution { get; set; }

    /// <summary>The entity, when the id is an entity's; null until it is loaded.</summary>
    public EntityState? Entity { get; set; }

    /// <summary>Whether the id is an entity's.</summary>
    public bool IsEntity => id.StartsWith('@');

    /// <summary>Number of chunks of the present execution in the store.</summary>
    public int Chunks { get; set; }

    /// <summary>Size of the present execution's history in bytes.</summary>
    public long HistoryBytes { get; set; }

    /// <summary>Activities of the present execution that run or wait for a place in this process, by task; null before the first.</summary>
    public Dictionary<int, ActivityWork>? Activities { get; set; }

    /// <summary>Number of activities in flight.</summary>
    public int ActivitiesInFlight => Activities?.Count ?? 0;

    /// <summary>Wake-up times that the schedule was given; owned by the turn.</summary>
    public ref ArmedTimes Armed => ref armed;

    /// <summary>Services of the present execution.</summary>
    public LazyScope? Scope { get; set; }

    /// <summary>Why the worker's filters do not let the run begin; null when they do.</summary>
    public string? RefusedBecause { get; set; }

    /// <summary>Why the run is held back: the code does not fit its history. Null when it is not.</summary>
    public string? Parked { get; set; }

    /// <summary>The run's place among the resting ones; owned by <see cref="RestingRuns"/>.</summary>
    public LinkedListNode<LiveRun>? Place { get; set; }

    /// <summary>Spans of sub-orchestrations that have not answered, by task; null while nobody traces.</summary>
    private Dictionary<int, Activity>? childSpans;

    /// <summary>Begins the span of a sub-orchestration.</summary>
    /// <returns>The trace context for the child; null when nobody traces.</returns>
    public string? Trace(ChildScheduled child)
    {
        if (DurableTrace.CallChild(this, child) is not { } span)
            return null;
        (childSpans ??= [])[child.TaskId] = span;
        return span.Id;
    }

    /// <summary>Ends the span of a sub-orchestration that has answered.</summary>
    public void TraceAnswer(HistoryEvent answer)
    {
        if (childSpans is not null && Rewinding.TaskOf(answer) is { } task && childSpans.Remove(task, out var span))
            DurableTrace.End(span, (answer as ChildFailed)?.Failure.ErrorMessage);
    }

    /// <summary>Puts mail into the mailbox.</summary>
    /// <param name="mail">What arrived.</param>
    /// <param name="schedule">Whether the caller must schedule a turn.</param>
    /// <returns>False when this object is retired: look the run up again.</returns>
    public bool TryPost(Mail mail, out bool schedule)
    {
        lock (gate)
        {
            schedule = state == State.Resting;
            if (state == State.Retired)
                return false;
            mailbox.Add(mail);
            state = State.Scheduled;
            return true;
        }
    }

    /// <summary>Takes all mail; the list is reused after the next call.</summary>
    public IReadOnlyList<Mail> TakeMail()
    {
        lock (gate)
        {
            (mailbox, spare) = (spare, mailbox);
            mailbox.Clear();
            return spare;
        }
    }

    /// <summary>Ends a turn.</summary>
    /// <param name="retire">Whether to retire the object unless there is more mail.</param>
    /// <returns>True when there is more mail and the caller must schedule another turn.</returns>
    public bool Rest(bool retire)
    {
        lock (gate)
        {
            if (mailbox.Count > 0)
                return true;
            state = retire ? State.Retired : State.Resting;
            return false;
        }
    }

    /// <summary>Retires a resting run that has nothing in flight, to free its memory.</summary>
    /// <returns>False when it is not resting any more.</returns>
    public bool TryRetire()
    {
        lock (gate)
        {
            if (state != State.Resting || ActivitiesInFlight > 0)
                return false;
            state = State.Retired;
            return true;
        }
    }
}
