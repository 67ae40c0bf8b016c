using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>Which received events are the answer to a task.</summary>
internal static class TaskResults
{
    /// <summary>The task an event answers; null when it answers none.</summary>
    public static int? TaskOf(HistoryEvent item) => item switch
    {
        ActivityCompleted e => e.TaskId,
        ActivityFailed e => e.TaskId,
        ChildCompleted e => e.TaskId,
        ChildFailed e => e.TaskId,
        EntityCallCompleted e => e.TaskId,
        EntityCallFailed e => e.TaskId,
        EntityLockGranted e => e.TaskId,
        _ => null,
    };
}
