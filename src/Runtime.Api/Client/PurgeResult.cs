namespace Microsoft.DurableTask.Client;

/// <summary>What a purge did.</summary>
public class PurgeResult
{
    /// <summary>A purge of which nothing more is known.</summary>
    public PurgeResult(int count)
        : this(count, null)
    {
    }

    /// <summary>A purge that says whether anything is left.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public PurgeResult(int count, bool? isComplete)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        PurgedInstanceCount = count;
        IsComplete = isComplete;
    }

    /// <summary>How many instances were deleted.</summary>
    public int PurgedInstanceCount { get; }

    /// <summary>False when instances are left, null when the store does not say.</summary>
    public bool? IsComplete { get; }
}
