using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>The code does something else than its history says: it was changed, or it is not deterministic.</summary>
public sealed class NonDeterminismException : Exception
{
    private NonDeterminismException(string message, int position)
        : base(message) => Position = position;

    /// <summary>Which decision of its turn differs, from 0.</summary>
    public int Position { get; }

    internal static NonDeterminismException At(int turn, int position, HistoryEvent? recorded, HistoryEvent? now) =>
        new($"Turn {turn}, decision {position}: the history has {Describe(recorded)}, the code now does {Describe(now)}. "
            + "The orchestrator's code was changed under a live run, or it uses something that differs from one execution to the next.", position);

    private static string Describe(HistoryEvent? item) => item switch
    {
        null => "nothing",
        ActivityScheduled e => $"a call of activity '{e.Name}' (#{e.TaskId})",
        TimerCreated e => $"a timer (#{e.TaskId})",
        ChildScheduled e => $"a call of sub-orchestration '{e.Name}' (#{e.TaskId}, id '{e.InstanceId}')",
        EventSent e => $"an event '{e.Name}' to '{e.InstanceId}' (#{e.TaskId})",
        EntityCalled e => $"a call of '{e.Operation}' on entity '{e.EntityId}' (#{e.TaskId})",
        EntitySignaled e => $"a signal '{e.Operation}' to entity '{e.EntityId}' (#{e.TaskId})",
        EntitiesLocked e => $"a lock of {string.Join(", ", e.Entities)} (#{e.TaskId})",
        _ => item.Kind.ToString(),
    };
}
