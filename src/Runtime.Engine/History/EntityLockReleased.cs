namespace Runtime.Engine.History;

/// <summary>An orchestration gives a lock back, or asks for it no longer.</summary>
/// <param name="Owner">Who holds it.</param>
public sealed record EntityLockReleased(EntityCaller Owner) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityLockReleased;
}
