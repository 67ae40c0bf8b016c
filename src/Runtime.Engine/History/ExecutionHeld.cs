namespace Runtime.Engine.History;

/// <summary>The execution was to begin and this worker did not take it; one that does begins it later.</summary>
/// <param name="Reason">Why it was not taken.</param>
public sealed record ExecutionHeld(string Reason) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ExecutionHeld;
}
