namespace Runtime.Engine.History;

/// <summary>All entities of a lock request are locked.</summary>
/// <param name="TaskId">The task that asked.</param>
/// <param name="Entities">Their ids, in the order they were locked.</param>
public sealed record EntityLockGranted(int TaskId, IReadOnlyList<string> Entities) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityLockGranted;
}
