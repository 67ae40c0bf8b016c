namespace Runtime.Engine.History;

/// <summary>The code called an entity.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="EntityId">The entity.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Input">The serialised input.</param>
public sealed record EntityCalled(int TaskId, string EntityId, string Operation, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityCalled;
}
