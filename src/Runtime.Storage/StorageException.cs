namespace Workflows.Storage;

/// <summary>A store refused something. The message says what, why and the cure; it holds no secret and can be shown as it is.</summary>
public sealed class StorageException : Exception
{
    /// <summary>A store refused something.</summary>
    /// <param name="problem">What kind of problem it is.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="cause">What was caught; null when nothing was.</param>
    public StorageException(StorageProblem problem, string message, Exception? cause = null)
        : base(message, cause) => Problem = problem;

    /// <summary>What kind of problem it is.</summary>
    public StorageProblem Problem { get; }
}
