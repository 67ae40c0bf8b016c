using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>Reads a hub file that another process may be using. It changes nothing and starts nothing.</summary>
public sealed class HubSnapshot : IDisposable
{
    private readonly HubReader reader;

    private HubSnapshot(HubReader reader) => this.reader = reader;

    /// <summary>Opens a hub for reading.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name.</param>
    /// <returns>The snapshot; null when there is no such hub, or it was not made to its end.</returns>
    /// <exception cref="TaskHubException">The file is damaged, or cannot be read.</exception>
    public static HubSnapshot? Open(string folder, string name)
    {
        var path = Path.Combine(Path.GetFullPath(folder), name + ".db");
        if (!File.Exists(path))
            return null;
        try
        {
            var database = new SqliteDatabase(path, readOnly: true);
            if (database.ReadInt64("SELECT count(*) FROM sqlite_master WHERE name = 'messages'") > 0)
                return new HubSnapshot(new HubReader(database));
            database.Dispose();
            return null;
        }
        catch (SqliteException error)
        {
            throw new TaskHubException(TaskHubProblem.Damaged, $"The task hub '{path}' cannot be read: {error.Message}", error);
        }
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
