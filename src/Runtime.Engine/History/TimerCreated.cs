namespace Runtime.Engine.History;

/// <summary>The code created a durable timer.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="FireAt">When it is due (UTC).</param>
public sealed record TimerCreated(int TaskId, DateTime FireAt) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.TimerCreated;
}
