namespace GpuHost.Batching;

/// <summary>
/// What storage says of one blob, as a sentence that is the same each time: a result must not change with what a service adds to its answers.
/// </summary>
internal static class StorageFaults
{
    /// <summary>The sentence; null when it is no fault of the blob: then another attempt may succeed.</summary>
    public static string? Of(Exception error, string container, string blob) => error switch
    {
        StorageException { Problem: StorageProblem.NotFound } => $"There is no blob '{blob}' in container '{container}'.",
        StorageException { Problem: StorageProblem.Changed } => $"The blob '{blob}' in container '{container}' has another version than the batch names.",
        ArgumentOutOfRangeException => $"The part begins at or behind the end of the blob '{blob}'.",
        ArgumentException => $"'{container}/{BatchPath.Shown(blob)}' cannot be the name of a blob.",
        _ => null,
    };
}
