namespace Runtime.Engine.History;

/// <summary>A durable timer came due.</summary>
/// <param name="TaskId">The task that created it.</param>
public sealed record TimerFired(int TaskId) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.TimerFired;
}
