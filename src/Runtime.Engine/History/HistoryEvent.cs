namespace Runtime.Engine.History;

/// <summary>One fact in a run's history. Its time is the time of the turn that holds it.</summary>
public abstract record HistoryEvent
{
    private protected HistoryEvent()
    {
    }

    /// <summary>The kind as it stands on disk.</summary>
    public abstract EventKind Kind { get; }

    /// <summary>Whether the execution decided this; otherwise it received it.</summary>
    public bool IsDecision => Kind >= EventKind.ActivityScheduled;
}
