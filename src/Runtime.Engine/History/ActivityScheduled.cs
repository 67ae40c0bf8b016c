namespace Runtime.Engine.History;

/// <summary>The code called an activity.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="Name">The activity.</param>
/// <param name="Version">The version to run; empty when none.</param>
/// <param name="Input">The serialised input.</param>
public sealed record ActivityScheduled(int TaskId, string Name, string Version, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ActivityScheduled;
}
