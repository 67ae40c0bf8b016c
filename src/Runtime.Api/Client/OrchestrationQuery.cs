namespace Microsoft.DurableTask.Client;

/// <summary>Which instances to list.</summary>
/// <param name="CreatedFrom">Created at this time or later.</param>
/// <param name="CreatedTo">Created at this time or earlier.</param>
/// <param name="Statuses">In one of these states; in any when null.</param>
/// <param name="TaskHubNames">In one of these task hubs; in the client's own when null.</param>
/// <param name="InstanceIdPrefix">Ids that begin so.</param>
/// <param name="PageSize">Instances per page asked for; a hint.</param>
/// <param name="FetchInputsAndOutputs">Whether inputs and outputs come along.</param>
/// <param name="ContinuationToken">Where to begin; at the start when null.</param>
public record OrchestrationQuery(
    DateTimeOffset? CreatedFrom = null,
    DateTimeOffset? CreatedTo = null,
    IEnumerable<OrchestrationRuntimeStatus>? Statuses = null,
    IEnumerable<string>? TaskHubNames = null,
    string? InstanceIdPrefix = null,
    int PageSize = OrchestrationQuery.DefaultPageSize,
    bool FetchInputsAndOutputs = false,
    string? ContinuationToken = null)
{
    /// <summary>Instances per page when nothing is said.</summary>
    public const int DefaultPageSize = 100;
}
