using Microsoft.DurableTask;

namespace Runtime.Engine.History;

/// <summary>An entity operation threw, or the entity does not exist.</summary>
/// <param name="TaskId">The task that called it.</param>
/// <param name="Failure">What went wrong.</param>
public sealed record EntityCallFailed(int TaskId, TaskFailureDetails Failure) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.EntityCallFailed;
}
