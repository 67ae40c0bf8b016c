using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Engine.Client;

/// <summary>Durable Task's entity client on the engine of the same process. A signal is on disk when its task completes.</summary>
internal sealed class EmbeddedEntityClient(string name, IEngineAccess runtime, DurableTaskClientOptions options) : DurableEntityClient(name)
{
    private const int PageSizeDefault = 100;

    public override async Task SignalEntityAsync(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        RequireSupport();
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        var request = new EntityOperationRequested(operationName, Converter.Serialize(input)) { DueAt = options?.SignalTime?.UtcDateTime };
        await runtime.Engine.PostMessageAsync(id.ToString(), request);
    }

    public override Task<EntityMetadata?> GetEntityAsync(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        var found = Read(id, cancellation);
        return Task.FromResult(found is { Snapshot.State: not null } entity ? Describe(entity, includeState) : null);
    }

    public override Task<EntityMetadata<T>?> GetEntityAsync<T>(EntityInstanceId id, bool includeState = true, CancellationToken cancellation = default)
    {
        var found = Read(id, cancellation);
        return Task.FromResult(found is { Snapshot.State: not null } entity ? Describe<T>(entity, includeState) : null);
    }

    public override AsyncPageable<EntityMetadata> GetAllEntitiesAsync(EntityQuery? filter = null) =>
        List(filter ?? new EntityQuery(), Describe);

    public override AsyncPageable<EntityMetadata<T>> GetAllEntitiesAsync<T>(EntityQuery? filter = null) =>
        List(filter ?? new EntityQuery(), Describe<T>);

    /// <summary>Empty entities are removed when they become empty and locks are given back with their owners, so there is nothing to clean.</summary>
    public override Task<CleanEntityStorageResult> CleanEntityStorageAsync(
        CleanEntityStorageRequest? request = null, bool continueUntilComplete = true, CancellationToken cancellation = default)
    {
        RequireSupport();
        return Task.FromResult(new CleanEntityStorageResult());
    }

    private DataConverter Converter => options.DataConverter;

    private Stored? Read(EntityInstanceId id, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        RequireSupport();
        return runtime.Engine.Find(id.ToString()) is { } row ? Read(row) : null;
    }

    private Stored? Read(RunRow row) =>
        runtime.Engine.Hub.ReadEnds(row.Number) is { } ends && HistoryCodec.Decode(ends.Last).Received is [EntitySnapshot snapshot]
            ? new Stored(row, snapshot)
            : null;

    private AsyncPageable<T> List<T>(EntityQuery asked, Func<Stored, bool, T> describe)
        where T : notnull
    {
        RequireSupport();
        return Pageable.Create<T>((token, pageSize, cancellation) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var page = runtime.Engine.Hub.Query(new RunQuery
            {
                Entities = true,
                IdPrefix = asked.InstanceIdStartsWith,
                UpdatedFrom = asked.LastModifiedFrom?.UtcDateTime,
                UpdatedTo = asked.LastModifiedTo?.UtcDateTime,
                Position = token ?? asked.ContinuationToken,
                Limit = pageSize ?? asked.PageSize ?? PageSizeDefault,
            });
            var found = page.Runs.Select(Read).OfType<Stored>().Where(entity => asked.IncludeTransient || entity.Snapshot.State is not null);
            return Task.FromResult(new Page<T>([.. found.Select(entity => describe(entity, asked.IncludeState))], page.Next));
        });
    }

    private EntityMetadata Describe(Stored entity, bool includeState)
    {
        var state = includeState && entity.Snapshot.State is { } data ? new SerializedData(data, Converter) : null;
        return new EntityMetadata(EntityInstanceId.FromString(entity.Row.Id), state)
        {
            LastModifiedTime = new DateTimeOffset(entity.Row.UpdatedAt, TimeSpan.Zero),
            BacklogQueueSize = entity.Snapshot.Waiting.Count,
            LockedBy = entity.Snapshot.LockedBy?.InstanceId,
        };
    }

    private EntityMetadata<T> Describe<T>(Stored entity, bool includeState)
    {
        var id = EntityInstanceId.FromString(entity.Row.Id);
        var changed = new DateTimeOffset(entity.Row.UpdatedAt, TimeSpan.Zero);
        var (backlog, owner) = (entity.Snapshot.Waiting.Count, entity.Snapshot.LockedBy?.InstanceId);

        // Two constructors: a default value given as the state would count as one that came along.
        return includeState && entity.Snapshot.State is { } data
            ? new EntityMetadata<T>(id, Converter.Deserialize<T>(data)) { LastModifiedTime = changed, BacklogQueueSize = backlog, LockedBy = owner }
            : new EntityMetadata<T>(id) { LastModifiedTime = changed, BacklogQueueSize = backlog, LockedBy = owner };
    }

    private void RequireSupport()
    {
        if (!options.EnableEntitySupport)
            throw new NotSupportedException("Entity support is switched off in the client's options (EnableEntitySupport).");
    }

    private sealed record Stored(RunRow Row, EntitySnapshot Snapshot);
}
