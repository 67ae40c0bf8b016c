namespace Runtime.Engine.History;

/// <summary>The code asked for a lock.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="Entities">The entities, sorted.</param>
public sealed record EntitiesLocked(int TaskId, IReadOnlyList<string> Entities) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntitiesLocked;
}
