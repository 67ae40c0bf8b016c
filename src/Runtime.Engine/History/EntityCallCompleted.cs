namespace Runtime.Engine.History;

/// <summary>An entity operation returned.</summary>
/// <param name="TaskId">The task that called it.</param>
/// <param name="Output">The serialised result.</param>
public sealed record EntityCallCompleted(int TaskId, string? Output) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityCallCompleted;
}
