namespace Microsoft.DurableTask.Client.Entities;

/// <summary>What to clean in the storage of entities.</summary>
public readonly record struct CleanEntityStorageRequest
{
    /// <summary>Nothing is cleaned.</summary>
    public CleanEntityStorageRequest()
    {
    }

    /// <summary>Cleans everything there is to clean.</summary>
    public static CleanEntityStorageRequest Default => new() { RemoveEmptyEntities = true, ReleaseOrphanedLocks = true };

    /// <summary>Removes entities that have no state and nothing to do.</summary>
    public bool RemoveEmptyEntities { get; init; }

    /// <summary>Releases locks whose orchestrations no longer run.</summary>
    public bool ReleaseOrphanedLocks { get; init; }

    /// <summary>Where to go on; at the start when null.</summary>
    public string? ContinuationToken { get; init; }
}

/// <summary>What was cleaned.</summary>
public readonly record struct CleanEntityStorageResult
{
    /// <summary>Nothing was cleaned.</summary>
    public CleanEntityStorageResult()
    {
    }

    /// <summary>Entities removed.</summary>
    public int EmptyEntitiesRemoved { get; init; }

    /// <summary>Locks released.</summary>
    public int OrphanedLocksReleased { get; init; }

    /// <summary>Where to go on; null when all is done.</summary>
    public string? ContinuationToken { get; init; }
}
