using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.Engine.Inspection;

/// <summary>Puts archives together from what a hub stores.</summary>
public static class RunArchives
{
    /// <summary>Collects a run with its sub-orchestrations and the entities they call.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="read">Reads one run or entity; null when there is none.</param>
    /// <param name="at">Now (UTC).</param>
    /// <returns>The archive; null when there is no such run.</returns>
    public static async Task<RunArchive?> CollectAsync(string instanceId, Func<string, Task<ArchivedRun?>> read, DateTime at)
    {
        ArgumentNullException.ThrowIfNull(read);
        var found = new Dictionary<string, ArchivedRun>(StringComparer.Ordinal);
        var open = new Queue<string>([instanceId]);
        while (open.TryDequeue(out var id))
        {
            if (found.ContainsKey(id) || await read(id) is not { } run)
                continue;
            found.Add(id, run);
            foreach (var reference in References(run))
                open.Enqueue(reference);
        }

        return found.Count == 0 ? null : new RunArchive(RunArchive.CurrentFormat, at, [.. found.Values]);
    }

    /// <summary>One run as it stands in an archive.</summary>
    /// <param name="row">Its row.</param>
    /// <param name="chunks">Its turns in order.</param>
    /// <param name="messages">Messages on their way to it.</param>
    /// <returns>The run.</returns>
    public static ArchivedRun Archive(RunRow row, IReadOnlyList<byte[]> chunks, IEnumerable<Message> messages) => new(row.Id, row.Name, row.Version)
    {
        Execution = row.Execution,
        Status = row.Status,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        WakeAt = row.WakeAt,
        CustomStatus = row.CustomStatus,
        ParentId = row.ParentId,
        Tags = row.Tags,
        Chunks = chunks,
        Messages = [.. messages.Select(message => new ArchivedMessage(message.ForExecution, HistoryCodec.EncodeEvent(message.Event)))],
    };

    private static IEnumerable<string> References(ArchivedRun run) =>
        run.Chunks.SelectMany(chunk => HistoryCodec.Decode(chunk).Decided).SelectMany(item => item switch
        {
            ChildScheduled child => [child.InstanceId],
            EntityCalled call => [call.EntityId],
            EntitySignaled signal => [signal.EntityId],
            EntitiesLocked locked => locked.Entities,
            _ => (IReadOnlyList<string>)[],
        });
}
