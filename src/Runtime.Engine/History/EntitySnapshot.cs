namespace Runtime.Engine.History;

/// <summary>All there is to know of an entity: the whole history of an entity is its latest snapshot.</summary>
/// <param name="State">The serialised state; null when it has none.</param>
/// <param name="LockedBy">Who holds its lock; null when nobody does.</param>
/// <param name="Waiting">Requests that wait for the lock or for their time, oldest first.</param>
public sealed record EntitySnapshot(string? State, EntityCaller? LockedBy, IReadOnlyList<HistoryEvent> Waiting) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntitySnapshot;
}
