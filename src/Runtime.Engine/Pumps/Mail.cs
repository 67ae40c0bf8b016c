using Runtime.Engine.History;
using Runtime.Engine.Inspection;

namespace Runtime.Engine.Pumps;

/// <summary>Something a run is to look at in its next turn.</summary>
/// <param name="Event">What arrived; null only wakes the run.</param>
internal sealed record Mail(HistoryEvent? Event)
{
    public static readonly Mail WakeUp = new((HistoryEvent?)null);

    /// <summary>The run's wake-up time has come.</summary>
    public static readonly Mail TimerDue = new((HistoryEvent?)null);

    /// <summary>Number of the stored message this came in, consumed by the turn that takes it; 0 when it came from this process.</summary>
    public long MessageNumber { get; init; }

    /// <summary>The execution it is meant for; 0 for whichever is there.</summary>
    public long ForExecution { get; init; }

    /// <summary>The hub's note of it, forgotten once the turn that takes it is stored; 0 for none.</summary>
    public long Note { get; init; }

    /// <summary>Who waits until the event is stored; null when nobody does.</summary>
    public Reply? Reply { get; init; }

    /// <summary>The run is to be removed if it has finished.</summary>
    public bool Purges { get; init; }

    /// <summary>A fork that is to become this run; null when the mail is none.</summary>
    public ForkedRun? Fork { get; init; }

    /// <summary>Looks at the run between two turns; null when nobody does.</summary>
    public Action<LiveRun>? Inspect { get; init; }

    /// <summary>For a start: what to do when the id exists.</summary>
    public StartRule? Rule { get; init; }
}
