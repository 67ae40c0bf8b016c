namespace Runtime.Engine.History;

/// <summary>An activity returned.</summary>
/// <param name="TaskId">The task that scheduled it.</param>
/// <param name="Output">The serialised result.</param>
public sealed record ActivityCompleted(int TaskId, string? Output) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ActivityCompleted;
}
