namespace Runtime.Engine.History;

/// <summary>The code left the critical section.</summary>
/// <param name="TaskId">The task that asked for the lock.</param>
/// <param name="Entities">The entities, sorted.</param>
public sealed record EntitiesReleased(int TaskId, IReadOnlyList<string> Entities) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntitiesReleased;
}
