using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Store;

/// <summary>
/// Which runs to list or count: all conditions must hold. A page's order is what its narrowest condition is stored by (<see cref="RunOrder"/>), so
/// that a first page costs the same in a hub of a million runs.
/// </summary>
public sealed record RunQuery
{
    /// <summary>Only these statuses; null or empty for all.</summary>
    public IReadOnlyCollection<OrchestrationRuntimeStatus>? Statuses { get; init; }

    /// <summary>Only this orchestrator, compared without case; null for all.</summary>
    public string? Name { get; init; }

    /// <summary>Only ids that begin so, compared exactly; null for all.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Only sub-orchestrations of this run; null for all.</summary>
    public string? ParentId { get; init; }

    /// <summary>Only runs that have all of these tags with these values, compared exactly; null for all.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Only runs whose custom status, as JSON, contains this text, compared exactly; null for all.</summary>
    public string? CustomStatusContains { get; init; }

    /// <summary>Created at or after (UTC).</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Created at or before (UTC).</summary>
    public DateTime? CreatedTo { get; init; }

    /// <summary>Last change of the stored row (status, wake-up, custom status) at or after (UTC).</summary>
    public DateTime? UpdatedFrom { get; init; }

    /// <summary>Last change of the stored row at or before (UTC).</summary>
    public DateTime? UpdatedTo { get; init; }

    /// <summary>Entities instead of orchestrations: an entity's id begins with '@'.</summary>
    public bool Entities { get; init; }

    /// <summary>Where to go on: <see cref="RunPage.Next"/> or <see cref="RunPage.Previous"/> of a page of the same query; null begins.</summary>
    public string? Position { get; init; }

    /// <summary>How many rows at most, from 1.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Whether the order is turned round: the newest run comes first.</summary>
    public bool NewestFirst { get; init; }

    /// <summary>The order of the pages of this query.</summary>
    public RunOrder Order => ParentId is not null || Tags is { Count: > 0 } ? RunOrder.Number
        : Entities || IdPrefix is { Length: > 0 } ? RunOrder.Id
        : Statuses is { Count: > 0 } || Name is not null ? RunOrder.Number
        : CreatedFrom is not null || CreatedTo is not null ? RunOrder.Created
        : UpdatedFrom is not null || UpdatedTo is not null ? RunOrder.Updated
        : RunOrder.Number;
}
