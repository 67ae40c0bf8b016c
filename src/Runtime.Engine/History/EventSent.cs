namespace Runtime.Engine.History;

/// <summary>The code sent an event to another run.</summary>
/// <param name="TaskId">The task id the message took.</param>
/// <param name="InstanceId">The run it goes to; when there is none, the event is dropped.</param>
/// <param name="Name">The event.</param>
/// <param name="Input">The serialised payload.</param>
public sealed record EventSent(int TaskId, string InstanceId, string Name, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EventSent;
}
