using Runtime.Engine.Inspection;
using Runtime.Engine.Store;
using SQLitePCL;

namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// Reads a hub file that another process may be using, as it is at the first read: everything read from one snapshot fits together. It changes
/// nothing and starts nothing. Not to be kept: while it is open the file's log cannot be shortened.
/// </summary>
public sealed class HubSnapshot : IDisposable
{
    private readonly HubReader reader;

    private HubSnapshot(HubReader reader) => this.reader = reader;

    /// <summary>Opens a hub for reading.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The snapshot; null when there is no such hub, or it was not made to its end.</returns>
    /// <exception cref="TaskHubException">The file is damaged, of another version, or cannot be read.</exception>
    public static HubSnapshot? Open(string folder, string name)
    {
        var path = Path.Combine(Path.GetFullPath(folder), name + ".db");
        if (!File.Exists(path))
            return null;
        SqliteDatabase? database = null;
        try
        {
            database = new SqliteDatabase(path, readOnly: true);
            if (HubSchema.IsWhole(database))
            {
                database.Execute("BEGIN");
                return new HubSnapshot(new HubReader(database));
            }

            database.Dispose();
            return null;
        }
        catch (SqliteException error) when (error.Code == raw.SQLITE_READONLY && File.Exists(path + "-journal"))
        {
            database?.Dispose();
            return null;        // killed while the file was made: a hub that was made keeps a log and no journal
        }
        catch (SqliteException error)
        {
            database?.Dispose();
            throw new TaskHubException(TaskHubProblem.Damaged, $"The task hub '{path}' cannot be read: {error.Message}", error);
        }
        catch (TaskHubException)
        {
            database?.Dispose();
            throw;
        }
    }

    /// <summary>Finds a run.</summary>
    /// <param name="instanceId">Its id, compared exactly.</param>
    /// <returns>The row; null when there is none.</returns>
    public RunRow? Find(string instanceId) => reader.Find(instanceId);

    /// <summary>Reads the first and the last turn of a run's present execution: its input and its outcome.</summary>
    /// <param name="row">The run.</param>
    /// <returns>Two chunks; null when there is none.</returns>
    public (byte[] First, byte[] Last)? ReadEnds(RunRow row) => reader.ReadEnds(row.Number);

    /// <summary>Who holds an entity's lock.</summary>
    /// <param name="entityId">The entity.</param>
    /// <returns>The run; null when nobody does.</returns>
    public string? LockOwner(string entityId) =>
        reader.Find(entityId) is { } row && reader.ReadEnds(row.Number) is { } ends ? HistoryReader.LockOwner(ends.Last) : null;

    /// <summary>Takes a run with its sub-orchestrations and the entities they call out of the hub, all as of one moment.</summary>
    /// <param name="instanceId">The run.</param>
    /// <param name="at">Now (UTC).</param>
    /// <returns>The archive; null when there is no such run.</returns>
    public Task<RunArchive?> ExportAsync(string instanceId, DateTime at)
    {
        var messages = ReadMessages().ToLookup(message => message.Target, StringComparer.Ordinal);
        return RunArchives.CollectAsync(
            instanceId,
            id => Task.FromResult(reader.Find(id) is { } row ? RunArchives.Archive(row, ReadHistory(id), messages[id]) : null),
            at);
    }

    /// <summary>Lists runs.</summary>
    /// <param name="query">Which, how many and from where.</param>
    /// <returns>One page.</returns>
    /// <exception cref="TaskHubException">An older version wrote the hub, which has no table of tags yet; or the file is damaged.</exception>
    public RunPage Query(RunQuery query) => Search(() => reader.Query(query));

    /// <summary>Counts runs exactly.</summary>
    /// <param name="query">Which.</param>
    /// <returns>The counts.</returns>
    /// <exception cref="TaskHubException">An older version wrote the hub, which has no table of tags yet; or the file is damaged.</exception>
    public RunCounts Count(RunQuery query) => Search(() => reader.Count(query));

    /// <summary>Reads the turns of a run's present execution, in order.</summary>
    /// <param name="instanceId">The run.</param>
    /// <returns>Its chunks; empty when there is no such run.</returns>
    public IReadOnlyList<byte[]> ReadHistory(string instanceId)
    {
        var chunks = new List<byte[]>();
        for (long? from = reader.Find(instanceId) is null ? null : 0; from is { } position;)
        {
            var page = reader.ReadHistory(reader.Find(instanceId)!.Number, position);
            chunks.AddRange(page.Chunks);
            from = page.Next;
        }

        return chunks;
    }

    private IEnumerable<Message> ReadMessages()
    {
        var last = reader.LastMessage();
        for (long after = 0; after < last;)
        {
            var page = reader.ReadMessages(after, last);
            foreach (var message in page)
                yield return message;
            after = page.Count == 0 ? last : page[^1].Number;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private static T Search<T>(Func<T> search)
    {
        try
        {
            return search();
        }
        catch (SqliteException error)
        {
            throw new TaskHubException(
                error.IsDamage ? TaskHubProblem.Damaged : TaskHubProblem.NotWritable,
                $"The task hub cannot be searched: {error.Message}. If an older version wrote it, open it once with this one, for example with 'dev'.",
                error);
        }
    }
}
