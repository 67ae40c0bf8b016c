namespace Runtime.Engine.History;

/// <summary>Somebody asked to hold the run: events are recorded and applied after it resumes.</summary>
/// <param name="Reason">Why, in their words.</param>
public sealed record SuspendRequested(string? Reason) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.SuspendRequested;
}
