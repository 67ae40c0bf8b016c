using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Runtime.Engine.History;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;

namespace Runtime.Engine.Client;

/// <content>Listing, restarting and rewinding.</content>
public sealed partial class EmbeddedDurableTaskClient
{
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
    /// <remarks>Without statuses: finished runs. Time of completion is the time of the run's last turn, so a range of it selects finished runs only.</remarks>
    public override Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        var byTime = completedTimeFrom is not null || completedTimeTo is not null;
        var statuses = byTime || runtimeStatus is null ? FinalStatuses(runtimeStatus) : [.. runtimeStatus];
        if (statuses.Count == 0)
            return Task.FromResult(new Page<string>([], null));
        var page = Engine.Hub.Query(new RunQuery
        {
            Statuses = statuses,
            UpdatedFrom = completedTimeFrom?.UtcDateTime,
            UpdatedTo = completedTimeTo?.UtcDateTime,
            Position = lastInstanceKey,
            Limit = pageSize,
        });
        return Task.FromResult(new Page<string>([.. page.Runs.Select(run => run.Id)], page.Next));
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

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no such run.</exception>
    /// <exception cref="InvalidOperationException">The run has not failed, or failed while it held entity locks.</exception>
    public override async Task RewindInstanceAsync(string instanceId, string reason, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentException.ThrowIfNullOrEmpty(instanceId);
        switch (await Engine.RewindAsync(instanceId, reason))
        {
            case CommandResult.NotFound:
                throw new ArgumentException($"There is no run with the id '{instanceId}'.", nameof(instanceId));
            case CommandResult.NotFailed:
                throw new InvalidOperationException($"The run '{instanceId}' has not failed; only failed runs are rewound.");
            case CommandResult.HoldsLock:
                throw new InvalidOperationException($"The run '{instanceId}' failed while it held entity locks, which others may have now; restart it instead.");
        }
    }
}
