namespace Runtime.Engine.History;

/// <summary>An entity is asked to run an operation.</summary>
/// <param name="Operation">The operation; compared without case.</param>
/// <param name="Input">The serialised input.</param>
public sealed record EntityOperationRequested(string Operation, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityOperationRequested;

    /// <summary>Who waits for the result; null for a signal.</summary>
    public EntityCaller? Caller { get; init; }

    /// <summary>Not to run before this time (UTC); null means now.</summary>
    public DateTime? DueAt { get; init; }
}
