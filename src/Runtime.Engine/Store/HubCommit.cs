namespace Runtime.Engine.Store;

/// <summary>Everything one turn changes, stored together or not at all.</summary>
public sealed record HubCommit
{
    /// <summary>The run; null when only messages are consumed.</summary>
    public RunRow? Run { get; init; }

    /// <summary>The run is new and its id must not exist yet.</summary>
    public bool IsNew { get; init; }

    /// <summary>A finished run of the same id to remove, with its history, before the new one is stored; 0 for none.</summary>
    public long ReplacesRun { get; init; }

    /// <summary>Whether <see cref="Run"/> differs from what is stored. Otherwise its row is left as it is.</summary>
    public bool RowChanged { get; init; }

    /// <summary>Turns of a new run from position 0 on, stored before <see cref="Chunk"/>: a fork or an import.</summary>
    public IReadOnlyList<byte[]> Prefix { get; init; } = [];

    /// <summary>The turn to append; null when there is none.</summary>
    public byte[]? Chunk { get; init; }

    /// <summary>Position of the chunk in the execution, from 0.</summary>
    public int ChunkIndex { get; init; }

    /// <summary>Whether the history so far is dropped first: a new execution begins.</summary>
    public bool DropsHistory { get; init; }

    /// <summary>Changes to turns that are stored already, made before <see cref="Chunk"/> is appended; null when the history only grows.</summary>
    public HistoryEdit? Edit { get; init; }

    /// <summary>The run and its history are removed; nothing else in the commit applies but the messages.</summary>
    public bool Purges { get; init; }

    /// <summary>Progress of an activity of a run; it is dropped with the run's end. Null when the commit has none.</summary>
    public Heartbeat? Heartbeat { get; init; }

    /// <summary>Whether the heartbeats of <see cref="Run"/> are dropped: its execution has ended.</summary>
    public bool DropsHeartbeats { get; init; }

    /// <summary>Messages to other runs.</summary>
    public IReadOnlyList<Message> Sent { get; init; } = [];

    /// <summary>Numbers of messages this turn took in.</summary>
    public IReadOnlyList<long> Consumed { get; init; } = [];
}
