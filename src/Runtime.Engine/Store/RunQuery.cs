using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Store;

/// <summary>Which runs to list: all conditions must hold. Order: as they were created.</summary>
public sealed record RunQuery
{
    /// <summary>Only these statuses; null for all.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses { get; init; }

    /// <summary>Only this orchestrator; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Only ids that begin so; null for all.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Created at or after (UTC).</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Created at or before (UTC).</summary>
    public DateTime? CreatedTo { get; init; }

    /// <summary>Last turn at or after (UTC).</summary>
    public DateTime? UpdatedFrom { get; init; }

    /// <summary>Last turn at or before (UTC).</summary>
    public DateTime? UpdatedTo { get; init; }

    /// <summary>Entities instead of orchestrations: an entity's id begins with '@'.</summary>
    public bool Entities { get; init; }

    /// <summary>Only runs behind this number in the order of creation: the <see cref="RunPage.Last"/> of the page before.</summary>
    public long After { get; init; }

    /// <summary>How many rows at most.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether the newest run comes first.</summary>
    public bool NewestFirst { get; init; }
}

/// <summary>One page of runs.</summary>
/// <param name="Runs">The rows.</param>
/// <param name="Last">Number of the last row, from which the next page goes on; null when there is no further page.</param>
public sealed record RunPage(IReadOnlyList<RunRow> Runs, long? Last);
