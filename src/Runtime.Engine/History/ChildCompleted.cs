namespace Runtime.Engine.History;

/// <summary>A sub-orchestration returned.</summary>
/// <param name="TaskId">The task that scheduled it.</param>
/// <param name="Output">The serialised result.</param>
public sealed record ChildCompleted(int TaskId, string? Output) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ChildCompleted;
}
