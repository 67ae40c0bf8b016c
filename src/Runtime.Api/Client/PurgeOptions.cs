namespace Microsoft.DurableTask.Client;

/// <summary>How to purge.</summary>
/// <param name="Recursive">Whether the children go too.</param>
public record PurgeInstanceOptions(bool Recursive = false);

/// <summary>Which finished instances to purge.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or earlier.</param>
/// <param name="Statuses">In one of these states; in any when null.</param>
public record PurgeInstancesFilter(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null)
{
    /// <summary>Stops after this time with what is done by then; no limit when null.</summary>
    public TimeSpan? Timeout { get; init; }
}
