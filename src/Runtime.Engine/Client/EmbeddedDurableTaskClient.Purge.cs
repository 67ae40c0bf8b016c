using Microsoft.DurableTask.Client;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Runtime.Engine.Client;

/// <content>Purging. A purged run is gone from the disk when its task completes; runs that have not finished are left alone.</content>
public sealed partial class EmbeddedDurableTaskClient
{
    private const int PurgePageSize = 1_000;

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        if (options?.Recursive == true)
            return await PurgeTreeAsync(instanceId, cancellation);
        return new PurgeResult(await Engine.PurgeAsync(instanceId) == CommandResult.Accepted ? 1 : 0, isComplete: true);
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var query = new RunQuery
        {
            Statuses = FinalStatuses(filter.Statuses),
            CreatedFrom = filter.CreatedFrom?.UtcDateTime,
            CreatedTo = filter.CreatedTo?.UtcDateTime,
            Limit = PurgePageSize,
        };
        var begun = runtime.Clock.GetTimestamp();
        var (purged, complete) = (0, true);
        string? next = null;
        do
        {
            var page = query.Statuses.Count == 0 ? new RunPage([], null) : Engine.Hub.Query(query with { Position = next });
            foreach (var run in page.Runs)
            {
                if (filter.Timeout is { } limit && runtime.Clock.GetElapsedTime(begun) >= limit)
                    return new PurgeResult(purged, isComplete: false);
                var result = await PurgeInstanceAsync(run.Id, options, cancellation);
                purged += result.PurgedInstanceCount;
                complete &= result.IsComplete == true;
            }

            next = page.Next;
        }
        while (next is not null);

        return new PurgeResult(purged, complete);
    }

    /// <summary>The statuses asked for that a finished run can have; all of those when none were asked for.</summary>
    private static List<OrchestrationRuntimeStatus> FinalStatuses(IEnumerable<OrchestrationRuntimeStatus>? asked) =>
        asked?.Where(RunRow.IsFinal).ToList() ?? [.. Enum.GetValues<OrchestrationRuntimeStatus>().Where(RunRow.IsFinal)];

    /// <summary>Children go before their parent: should the process die in between, the parent still knows of those that are left.</summary>
    private async Task<PurgeResult> PurgeTreeAsync(string instanceId, CancellationToken cancellation)
    {
        if (Engine.Find(instanceId) is not { IsFinished: true })
            return new PurgeResult(0, isComplete: true);
        var (purged, complete) = (0, true);
        foreach (var child in ChildrenOf(instanceId))
        {
            cancellation.ThrowIfCancellationRequested();
            var result = await PurgeTreeAsync(child, cancellation);
            purged += result.PurgedInstanceCount;
            complete &= result.IsComplete == true && Engine.Find(child) is null;
        }

        purged += await Engine.PurgeAsync(instanceId) == CommandResult.Accepted ? 1 : 0;
        return new PurgeResult(purged, complete);
    }

    private List<string> ChildrenOf(string instanceId)
    {
        var query = new RunQuery { ParentId = instanceId, Limit = PurgePageSize };
        var children = new List<string>();
        RunPage page;
        do
        {
            page = Engine.Hub.Query(query);
            children.AddRange(page.Runs.Select(run => run.Id));
            query = query with { Position = page.Next };
        }
        while (page.Next is not null);

        return children;
    }
}
