namespace Runtime.Engine.History;

/// <summary>An orchestration asks to lock entities; the request goes from one to the next in their sorted order.</summary>
/// <param name="Owner">Who will hold the lock.</param>
/// <param name="Entities">The entities, sorted.</param>
/// <param name="Position">The entity that is asked now.</param>
public sealed record EntityLockRequested(EntityCaller Owner, IReadOnlyList<string> Entities, int Position) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityLockRequested;
}
