using Microsoft.DurableTask;

namespace Runtime.Engine.History;

/// <summary>A sub-orchestration failed, was terminated or could not be started.</summary>
/// <param name="TaskId">The task that scheduled it.</param>
/// <param name="Failure">What went wrong.</param>
public sealed record ChildFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ChildFailed;
}
