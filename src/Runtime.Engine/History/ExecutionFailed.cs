using Microsoft.DurableTask;

namespace Runtime.Engine.History;

/// <summary>The orchestrator threw, or could not be run.</summary>
/// <param name="Failure">What went wrong.</param>
public sealed record ExecutionFailed(TaskFailureDetails Failure) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ExecutionFailed;
}
