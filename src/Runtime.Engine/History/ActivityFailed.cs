using Microsoft.DurableTask;

namespace Runtime.Engine.History;

/// <summary>An activity threw, or could not be started.</summary>
/// <param name="TaskId">The task that scheduled it.</param>
/// <param name="Failure">What went wrong.</param>
public sealed record ActivityFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ActivityFailed;
}
