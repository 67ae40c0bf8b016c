namespace Runtime.Engine.History;

/// <summary>Somebody asked to end the run now.</summary>
/// <param name="Output">The serialised output to report.</param>
/// <param name="Recursive">Whether the sub-orchestrations end as well.</param>
public sealed record TerminateRequested(string? Output, bool Recursive) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.TerminateRequested;
}
