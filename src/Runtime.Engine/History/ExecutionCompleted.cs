namespace Runtime.Engine.History;

/// <summary>The orchestrator returned.</summary>
/// <param name="Output">The serialised result.</param>
public sealed record ExecutionCompleted(string? Output) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ExecutionCompleted;
}
