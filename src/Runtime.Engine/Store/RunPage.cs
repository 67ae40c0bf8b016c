using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Store;

/// <summary>
/// One page of runs. It may hold fewer than were asked for, even none, although more follow: a search looks at so many rows and then says how
/// far it came. Only <see cref="Next"/> tells whether the query is at its end.
/// </summary>
/// <param name="Runs">The rows, in the query's order.</param>
/// <param name="Next">Where the next page begins; null when nothing follows.</param>
/// <param name="Previous">Where the page before ends; null when this is the first one.</param>
public sealed record RunPage(IReadOnlyList<RunRow> Runs, string? Next, string? Previous = null);

/// <summary>How many runs a query finds, exactly.</summary>
/// <param name="ByStatus">Runs by status; a status without runs is missing.</param>
public sealed record RunCounts(IReadOnlyDictionary<OrchestrationRuntimeStatus, long> ByStatus)
{
    /// <summary>Runs in all.</summary>
    public long Total => ByStatus.Values.Sum();
}
