namespace Microsoft.DurableTask.Entities;

/// <summary>A small piece of durable state with operations that run one at a time.</summary>
public interface ITaskEntity
{
    /// <summary>Runs one operation and returns its result.</summary>
    ValueTask<object?> RunAsync(TaskEntityOperation operation);
}
