namespace Runtime.Engine.History;

/// <summary>The task of an orchestration that calls an entity or holds its lock.</summary>
/// <param name="InstanceId">The orchestration's run.</param>
/// <param name="Execution">Its execution.</param>
/// <param name="TaskId">The task.</param>
public sealed record EntityCaller(string InstanceId, long Execution, int TaskId)
{
    /// <summary>Whether two tasks belong to the same execution: a lock is held by an execution.</summary>
    /// <param name="other">The other task.</param>
    /// <returns>True when they do.</returns>
    public bool SharesExecution(EntityCaller? other) => other is not null && InstanceId == other.InstanceId && Execution == other.Execution;
}
