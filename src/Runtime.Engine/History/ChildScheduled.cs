namespace Runtime.Engine.History;

/// <summary>The code called a sub-orchestration.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="InstanceId">The id of the child run.</param>
/// <param name="Name">The orchestrator.</param>
/// <param name="Version">The version to run; empty when none.</param>
/// <param name="Input">The serialised input.</param>
public sealed record ChildScheduled(int TaskId, string InstanceId, string Name, string Version, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ChildScheduled;

    /// <summary>Tags for the child; null when none were given.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
