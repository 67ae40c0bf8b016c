using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Runtime.Engine.Client;

/// <content>Listing, purging and restarting.</content>
public sealed partial class EmbeddedDurableTaskClient
{
    private const int PurgePageSize = 1_000;

    /// <inheritdoc/>
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        var asked = filter ?? new OrchestrationQuery();
        return Pageable.Create<OrchestrationMetadata>((token, pageSize, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var page = Engine.Hub.Query(new RunQuery
            {
                Statuses = asked.Statuses?.ToList(),
                IdPrefix = asked.InstanceIdPrefix,
                CreatedFrom = asked.CreatedFrom?.UtcDateTime,
                CreatedTo = asked.CreatedTo?.UtcDateTime,
                Position = token ?? asked.ContinuationToken,
                Limit = pageSize is > 0 and var hint ? hint : asked.PageSize > 0 ? asked.PageSize : OrchestrationQuery.DefaultPageSize,
            });
            var values = page.Runs.Select(run => Describe(Engine.Find(run.Id) ?? run, asked.FetchInputsAndOutputs)).ToList();
            return Task.FromResult(new Page<OrchestrationMetadata>(values, page.Next));
        });
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        cancellation.ThrowIfCancellationRequested();
        if (options?.Recursive == true)
            throw new NotSupportedException("Recursive purging is not supported yet: purge the sub-orchestrations by their ids.");
        return new PurgeResult(await Engine.PurgeAsync(instanceId) == CommandResult.Accepted ? 1 : 0, isComplete: true);
    }

    /// <inheritdoc/>
    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        var statuses = filter.Statuses?.Where(RunRow.IsFinal).ToList()
            ?? [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];
        if (statuses.Count == 0)
            return new PurgeResult(0, isComplete: true);

        var query = new RunQuery
        {
            Statuses = statuses,
            CreatedFrom = filter.CreatedFrom?.UtcDateTime,
            CreatedTo = filter.CreatedTo?.UtcDateTime,
            Limit = PurgePageSize,
        };
        var purged = 0;
        string? next = null;
        do
        {
            var page = Engine.Hub.Query(query with { Position = next });
            foreach (var run in page.Runs)
                purged += (await PurgeInstanceAsync(run.Id, options, cancellation)).PurgedInstanceCount;
            next = page.Next;
        }
        while (next is not null);

        return new PurgeResult(purged, isComplete: true);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">The run has not finished and the same id is asked for.</exception>
    public override async Task<string> RestartAsync(string instanceId, bool restartWithNewInstanceId = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (Engine.Find(instanceId) is not { } run || Engine.Hub.ReadEnds(run.Number) is not { } ends)
            throw new ArgumentException($"There is no run with the id '{instanceId}'.", nameof(instanceId));
        if (!restartWithNewInstanceId && !run.IsFinished)
            throw new InvalidOperationException($"The run '{instanceId}' has not finished; restart it with a new id, or terminate it first.");
        var first = HistoryCodec.Decode(ends.First).Received.OfType<ExecutionStarted>().First();
        var started = new ExecutionStarted(first.Name, first.Version, first.Input) { Tags = first.Tags };
        var id = restartWithNewInstanceId ? Guid.CreateVersion7(runtime.Clock.GetUtcNow()).ToString("N") : instanceId;
        return await StartAsync(id, started, blocking: null, idIsFresh: restartWithNewInstanceId);
    }
}
