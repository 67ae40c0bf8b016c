namespace Runtime.Engine.History;

/// <summary>The run was ended from outside.</summary>
/// <param name="Output">The serialised output it reports.</param>
public sealed record ExecutionTerminated(string? Output) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ExecutionTerminated;
}
