namespace Microsoft.DurableTask;

/// <summary>An activity or sub-orchestration that the orchestration awaited has failed.</summary>
public sealed class TaskFailedException : Exception
{
    /// <summary>A failure whose exception is at hand.</summary>
    public TaskFailedException(string taskName, int taskId, Exception innerException)
        : base(Text(taskName, taskId, Message(innerException)), innerException)
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = TaskFailureDetails.FromException(innerException);
    }

    /// <summary>A failure known by its details.</summary>
    public TaskFailedException(string taskName, int taskId, TaskFailureDetails failureDetails)
        : base(Text(taskName, taskId, Message(failureDetails)))
    {
        TaskName = taskName;
        TaskId = taskId;
        FailureDetails = failureDetails;
    }

    /// <summary>Name of the task that failed.</summary>
    public string TaskName { get; }

    /// <summary>Number of the task within its orchestration.</summary>
    public int TaskId { get; }

    /// <summary>What failed.</summary>
    public TaskFailureDetails FailureDetails { get; }

    /// <summary>True when the task failed by a <typeparamref name="T"/>.</summary>
    [Obsolete("Use the FailureDetails property and its IsCausedBy<T>() method")]
    public bool IsCausedByException<T>()
        where T : Exception => FailureDetails.IsCausedBy<T>();

    private static string Text(string name, int id, string message) =>
        $"Task '{name}' (#{id}) failed with an unhandled exception: {message}";

    private static new string Message(Exception innerException)
    {
        ArgumentNullException.ThrowIfNull(innerException);
        return innerException.Message;
    }

    private static new string Message(TaskFailureDetails failureDetails)
    {
        ArgumentNullException.ThrowIfNull(failureDetails);
        return failureDetails.ErrorMessage;
    }
}
