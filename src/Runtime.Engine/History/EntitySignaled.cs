namespace Runtime.Engine.History;

/// <summary>The code signalled an entity.</summary>
/// <param name="TaskId">The task id the signal took.</param>
/// <param name="EntityId">The entity.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Input">The serialised input.</param>
/// <param name="DueAt">Not to run before this time (UTC); null means now.</param>
public sealed record EntitySignaled(int TaskId, string EntityId, string Operation, string? Input, DateTime? DueAt) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntitySignaled;
}
