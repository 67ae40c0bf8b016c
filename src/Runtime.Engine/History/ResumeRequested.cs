namespace Runtime.Engine.History;

/// <summary>Somebody asked to let a held run go on.</summary>
/// <param name="Reason">Why, in their words.</param>
public sealed record ResumeRequested(string? Reason) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ResumeRequested;
}
