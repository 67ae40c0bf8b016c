using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Notes;
using SQLitePCL;

namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// A task hub in one SQLite file: write-ahead log, synchronous=FULL, one writer with group commit, a few readers beside it. A commit that has
/// completed survives the loss of the process and of the machine's power, as far as the disk keeps what it has flushed.
/// </summary>
public sealed class SqliteTaskHub : ITaskHub
{
    private const int CheckpointPages = 4_096;          // 16 MB of log before its pages are copied into the file

    private readonly ConcurrentBag<HubReader> readers = [];
    private readonly string path;
    private readonly HubLock hubLock;
    private readonly SqliteDatabase database;
    private readonly GroupCommitWriter writer;
    private readonly HubNotes notes;
    private long runNumber;
    private int disposed;

    private SqliteTaskHub(string path, HubLock hubLock, SqliteDatabase database, ILogger log)
    {
        this.path = path;
        this.hubLock = hubLock;
        this.database = database;
        var opening = Random.Shared.NextInt64();
        notes = HubNotes.Open(path, database.ReadInt64("SELECT opening FROM hub"), opening, IsWaitedFor);
        database.Execute($"UPDATE hub SET epoch = epoch + 1, opening = {opening}");
        HubNotes.RemoveOthers(path, opening);
        Epoch = database.ReadInt64("SELECT epoch FROM hub");
        runNumber = database.ReadInt64("SELECT max(number) FROM instances");
        writer = new GroupCommitWriter(database, log);
    }

    /// <summary>The SQLite library in use, for example <c>3.40.1 (system)</c>.</summary>
    public static string SqliteVersion => NativeSqlite.Version;

    /// <inheritdoc/>
    public long Epoch { get; }

    /// <summary>Transactions made since the hub was opened: each is one flush of the log.</summary>
    public long Flushes => writer.Flushes;

    /// <summary>Commits stored since the hub was opened.</summary>
    public long Commits => writer.Commits;

    /// <summary>Why writing fails at present, for example a full disk; null when it does not.</summary>
    public string? Failing => writer.Failing;

    /// <summary>Opens a hub, and makes it when there is none.</summary>
    /// <param name="folder">Its folder; made when missing.</param>
    /// <param name="name">Its name: the file is <c>{name}.db</c>.</param>
    /// <param name="log">Where trouble is reported.</param>
    /// <returns>The hub.</returns>
    /// <exception cref="TaskHubException">It is in use, damaged, newer than this program, or cannot be written.</exception>
    public static SqliteTaskHub Open(string folder, string name, ILogger log)
    {
        var path = Path.Combine(Path.GetFullPath(folder), name + ".db");
        HubLock? taken = null;
        SqliteDatabase? database = null;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            taken = HubLock.Take(path);
            database = new SqliteDatabase(path, readOnly: false);
            HubSchema.RequireTaskHub(database);
            database.Execute($"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = {CheckpointPages}; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
            HubSchema.Migrate(database);
            return new SqliteTaskHub(path, taken, database, log);
        }
        catch (Exception error)
        {
            database?.Dispose();
            taken?.Dispose();
            throw Explain(error, path);
        }
    }

    /// <inheritdoc/>
    public long NextRunNumber() => Interlocked.Increment(ref runNumber);

    /// <inheritdoc/>
    public ValueTask<bool> CommitAsync(HubCommit commit)
    {
        var pending = new PendingCommit(commit);
        writer.Enqueue(pending);
        return pending.Task;
    }

    /// <inheritdoc/>
    public RunRow? Find(string instanceId) => Read(reader => reader.Find(instanceId));

    /// <inheritdoc/>
    public IEnumerable<byte[]> ReadHistory(long number)
    {
        for (long? from = 0; from is { } position;)
        {
            var page = Read(reader => reader.ReadHistory(number, position));
            foreach (var chunk in page.Chunks)
                yield return chunk;
            from = page.Next;
        }
    }

    /// <inheritdoc/>
    public (byte[] First, byte[] Last)? ReadEnds(long number) => Read(reader => reader.ReadEnds(number));

    /// <inheritdoc/>
    public string? ReadHeartbeat(long number, int taskId) => Read(reader => reader.ReadHeartbeat(number, taskId));

    /// <inheritdoc/>
    public long Note(long run, long execution, HistoryEvent outcome) => notes.Add(run, execution, outcome);

    /// <inheritdoc/>
    public void Forget(long note) => notes.Remove(note);

    /// <inheritdoc/>
    public IReadOnlyList<OutcomeNote> ReadNotes() => notes.Left;

    /// <inheritdoc/>
    public IEnumerable<Message> ReadMessages()
    {
        var last = Read(reader => reader.LastMessage());
        for (long after = 0; after < last;)
        {
            var page = Read(reader => reader.ReadMessages(after, last));
            foreach (var message in page)
                yield return message;
            after = page.Count == 0 ? last : page[^1].Number;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Wake> ReadWakes(Wake? after, int limit) => Read(reader => reader.ReadWakes(after, limit));

    /// <inheritdoc/>
    public RunPage Query(RunQuery query) => Read(reader => reader.Query(query));

    /// <inheritdoc/>
    public RunCounts Count(RunQuery query) => Read(reader => reader.Count(query));

    /// <summary>Copies the hub as it is now into another file, while it is in use; see <see cref="HubBackup"/>.</summary>
    /// <param name="to">The copy; must not exist.</param>
    /// <param name="cancellationToken">Gives up before the copy begins.</param>
    /// <returns>A task that ends when the copy is whole and on disk. Every commit that had completed before the call is in it.</returns>
    /// <exception cref="IOException">The copy exists already, or cannot be written.</exception>
    /// <exception cref="TaskHubException">The hub is damaged.</exception>
    public Task BackupAsync(string to, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(to);
        ObjectDisposedException.ThrowIf(disposed == 1, this);
        return Task.Run(() => HubBackup.Write(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path), to), cancellationToken);
    }

    /// <summary>Notes beside the lock where the process that has the hub open answers HTTP.</summary>
    /// <param name="address">The address.</param>
    public void Announce(Uri address) => hubLock.Announce(address);

    /// <summary>Writes what waits and closes the file.</summary>
    /// <returns>A task that ends when the hub may be opened again.</returns>
    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return ValueTask.CompletedTask;
        writer.Dispose();
        notes.Dispose();
        while (readers.TryTake(out var reader))
            reader.Dispose();
        database.Dispose();
        hubLock.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A run with open activities is stored to be woken at once; any other has no use for an answer.</summary>
    private bool IsWaitedFor(OutcomeNote note) => database.ReadInt64(
        $"SELECT count(*) FROM instances WHERE number = {note.Run} AND execution = {note.Execution} AND wake_at = 0") == 1;

    private T Read<T>(Func<HubReader, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed == 1, this);
        try
        {
            if (!readers.TryTake(out var reader))
                reader = new HubReader(new SqliteDatabase(path, readOnly: true));
            var result = read(reader);
            readers.Add(reader);
            return result;
        }
        catch (SqliteException error)
        {
            throw Explain(error, path);         // the reader is not used again
        }
    }

    private static TaskHubException Explain(Exception error, string path) => error switch
    {
        TaskHubException known => known,
        SqliteException { IsDamage: true } => new TaskHubException(TaskHubProblem.Damaged, $"The task hub '{path}' is damaged or no task hub: {error.Message}. Restore a backup, or move the file away to start an empty hub.", error),
        SqliteException { Code: raw.SQLITE_FULL } => new TaskHubException(TaskHubProblem.DiskFull, $"There is no room on the disk for the task hub '{path}'. Free some space and start again; nothing is lost.", error),
        SqliteException { Code: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => new TaskHubException(TaskHubProblem.InUse, $"The task hub '{path}' is in use by another program.", error),
        SqliteException or IOException or UnauthorizedAccessException => new TaskHubException(TaskHubProblem.NotWritable, $"The task hub '{path}' cannot be written: {error.Message}. Check the folder's permissions, or choose another hub folder.", error),
        _ => new TaskHubException(TaskHubProblem.Damaged, $"The task hub '{path}' cannot be opened: {error.Message}", error),
    };
}
