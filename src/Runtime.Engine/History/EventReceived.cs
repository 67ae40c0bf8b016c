namespace Runtime.Engine.History;

/// <summary>An external event arrived.</summary>
/// <param name="Name">The event; compared without case.</param>
/// <param name="Input">The serialised payload.</param>
public sealed record EventReceived(string Name, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EventReceived;
}
