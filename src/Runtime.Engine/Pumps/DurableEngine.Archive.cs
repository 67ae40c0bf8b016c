using Runtime.Engine.History;
using Runtime.Engine.Inspection;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <content>Export and import.</content>
public sealed partial class DurableEngine
{
    /// <summary>Takes a run with its sub-orchestrations and the entities they call out of the hub as it is. The run stays and goes on here.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>The archive; null when there is no such run.</returns>
    public async Task<RunArchive?> ExportAsync(string instanceId)
    {
        var found = new Dictionary<string, ArchivedRun>(StringComparer.Ordinal);
        var open = new Queue<string>([instanceId]);
        while (open.TryDequeue(out var id))
        {
            if (found.ContainsKey(id) || await InspectAsync(id, ReadForArchive) is not { } run)
                continue;
            found.Add(id, run);
            foreach (var reference in References(run))
                open.Enqueue(reference);
        }

        return found.Count == 0 ? null : new RunArchive(RunArchive.CurrentFormat, context.Clock.GetUtcNow().UtcDateTime, [.. found.Values]);
    }

    /// <summary>Puts the runs of an archive into this hub; they go on here.</summary>
    /// <param name="archive">What <see cref="ExportAsync"/> returned, here or elsewhere.</param>
    /// <returns>How many runs and entities came in.</returns>
    /// <exception cref="ArgumentException">The archive is of another format, or one of its ids is in use here; nothing came in.</exception>
    public async Task<int> ImportAsync(RunArchive archive)
    {
        if (archive.Format != RunArchive.CurrentFormat)
            throw new ArgumentException($"The archive has format {archive.Format}; this program reads format {RunArchive.CurrentFormat}.", nameof(archive));
        var taken = archive.Runs.Select(run => run.Id).Where(id => Find(id) is not null).ToList();
        if (taken.Count > 0)
            throw new ArgumentException($"These ids are in use here: {string.Join(", ", taken)}. Purge those runs first.", nameof(archive));

        // Those that are waited for come first: a crash in between leaves children without a parent, never a parent without its children.
        foreach (var run in archive.Runs.Reverse())
            await Hub.CommitAsync(ForImport(run));
        foreach (var message in Hub.ReadMessages().Where(message => archive.Runs.Any(run => run.Id == message.Target)))
            Deliver(message);
        foreach (var run in archive.Runs.Where(run => run.WakeAt is not null))
            Wake(run.Id, run.WakeAt!.Value);
        return archive.Runs.Count;
    }

    private void Wake(string instanceId, long at)
    {
        if (at == 0)
            Post(instanceId, Mail.WakeUp);
        else
            wakes.Set(instanceId, at, isStored: true);
    }

    private ArchivedRun? ReadForArchive(LiveRun run) => run.Row is not { } row ? null : new ArchivedRun(row.Id, row.Name, row.Version)
    {
        Execution = row.Execution,
        Status = row.Status,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        WakeAt = row.WakeAt,
        CustomStatus = row.CustomStatus,
        ParentId = row.ParentId,
        Tags = row.Tags,
        Chunks = [.. Hub.ReadHistory(row.Number)],
        Messages = [.. Hub.ReadMessages().Where(message => message.Target == row.Id).Select(message =>
            new ArchivedMessage(message.ForExecution, HistoryCodec.EncodeEvent(message.Event)))],
    };

    private static IEnumerable<string> References(ArchivedRun run)
    {
        foreach (var item in run.Chunks.SelectMany(chunk => HistoryCodec.Decode(chunk).Decided))
        {
            switch (item)
            {
                case ChildScheduled child:
                    yield return child.InstanceId;
                    break;
                case EntityCalled call:
                    yield return call.EntityId;
                    break;
                case EntitySignaled signal:
                    yield return signal.EntityId;
                    break;
                case EntitiesLocked locked:
                    foreach (var entity in locked.Entities)
                        yield return entity;
                    break;
            }
        }
    }

    private HubCommit ForImport(ArchivedRun run) => new()
    {
        Run = new RunRow(Hub.NextRunNumber(), run.Id, run.Name, run.Version)
        {
            Execution = run.Execution,
            Status = run.Status,
            CreatedAt = run.CreatedAt,
            UpdatedAt = run.UpdatedAt,
            WakeAt = run.WakeAt,
            CustomStatus = run.CustomStatus,
            ParentId = run.ParentId,
            Tags = run.Tags,
        },
        IsNew = true,
        RowChanged = true,
        Prefix = run.Chunks,
        Sent = [.. run.Messages.Select(message => new Message(context.NextNumber(), run.Id, message.ForExecution, HistoryCodec.DecodeEvent(message.Event)))],
    };
}
