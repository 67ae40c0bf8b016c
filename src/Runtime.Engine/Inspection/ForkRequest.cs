namespace Runtime.Engine.Inspection;

/// <summary>
/// A new run from a point of an old one. Events are numbered from 0 through the whole history, each turn's received events before its decisions,
/// as <see cref="HistoryReader"/> lists them. What stands before <see cref="AtEvent"/> is kept and not executed again.
/// </summary>
/// <param name="SourceId">The old run; it stays as it is.</param>
/// <param name="AtEvent">The received event at which the new run leaves the old one's path: it is dropped, or replaced by <see cref="Result"/>.</param>
public sealed record ForkRequest(string SourceId, int AtEvent)
{
    /// <summary>Id of the new run; null makes one.</summary>
    public string? NewId { get; init; }

    /// <summary>Another input as JSON; null keeps the old one. The code must still do what the kept events say.</summary>
    public string? Input { get; init; }

    /// <summary>
    /// Another result (of an activity or a sub-orchestration) or payload (of an event) as JSON, in place of the event's own; null drops the event.
    /// </summary>
    public string? Result { get; init; }
}
