namespace Runtime.TaskHub;

/// <summary>Why a task hub cannot be used.</summary>
public enum TaskHubProblem
{
    /// <summary>Another process has it open.</summary>
    InUse,

    /// <summary>Its folder or file cannot be written.</summary>
    NotWritable,

    /// <summary>Its file is damaged, or is no task hub.</summary>
    Damaged,

    /// <summary>A newer version of this program wrote it.</summary>
    Newer,

    /// <summary>An older version of this program wrote it, and it was opened for reading only.</summary>
    Older,

    /// <summary>The disk is full.</summary>
    DiskFull,
}

/// <summary>A task hub cannot be opened or used. The message says what is wrong and what to do.</summary>
public sealed class TaskHubException : Exception
{
    /// <summary>A hub cannot be used.</summary>
    /// <param name="problem">What kind of problem it is.</param>
    /// <param name="message">What is wrong and what to do, in one or two sentences.</param>
    /// <param name="cause">What was caught; null when nothing was.</param>
    public TaskHubException(TaskHubProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What kind of problem it is.</summary>
    public TaskHubProblem Problem { get; }
}
