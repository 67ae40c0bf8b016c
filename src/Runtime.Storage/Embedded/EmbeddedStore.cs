using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage.Embedded;

/// <summary>
/// Queues and blobs in a folder of this machine: <c>blobs/</c> has a folder for each container, <c>store.db</c> the messages and what is
/// known of the blobs. It belongs to one process. What a call has confirmed survives the end of the process and, as far as the disk keeps
/// what it has flushed, of the machine's power.
/// </summary>
internal sealed class EmbeddedStore : IStorageAccount, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, EmbeddedQueue> queues = new();
    private readonly ConcurrentDictionary<string, EmbeddedContainer> containers = new();
    private readonly ConcurrentBag<StoreReader> readers = [];
    private readonly string path;
    private readonly StoreLock storeLock;
    private readonly SqliteDatabase database;
    private readonly StoreWriter writer;
    private readonly FolderScanner scanner;
    private int disposed;

    private EmbeddedStore(StoreFolders folders, StoreLock storeLock, SqliteDatabase database, TimeProvider clock, ILogger log)
    {
        path = folders.Database;
        Folders = folders;
        this.storeLock = storeLock;
        this.database = database;
        Clock = clock;
        writer = new StoreWriter(database, folders.Root);
        Id = Read(from => from.Blobs.StoreId());
        scanner = new FolderScanner(this, log);
    }

    /// <inheritdoc/>
    public string Description => $"embedded store in '{Folders.Root}'";

    /// <inheritdoc/>
    public bool WakesAtOnce => true;

    public StoreFolders Folders { get; }

    public TimeProvider Clock { get; }

    /// <summary>Given when the store was made: tells its cursors from those of another.</summary>
    public string Id { get; }

    /// <summary>Transactions made since the store was opened.</summary>
    public long Flushes => writer.Flushes;

    public NameLocks Locks { get; } = new();

    /// <summary>Opens a store, and makes it when there is none.</summary>
    /// <exception cref="StorageException">It is in use, damaged, newer than this program, or cannot be written.</exception>
    public static EmbeddedStore Open(string folder, TimeProvider clock, ILogger log)
    {
        var folders = new StoreFolders(Path.GetFullPath(folder));
        StoreLock? taken = null;
        SqliteDatabase? database = null;
        try
        {
            Directory.CreateDirectory(folders.Root);
            taken = StoreLock.Take(folders.Database);
            folders.Prepare();
            database = new SqliteDatabase(folders.Database, readOnly: false);
            database.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
            StoreSchema.Prepare(database);
            var store = new EmbeddedStore(folders, taken, database, clock, log);
            store.scanner.Start();
            return store;
        }
        catch (Exception error)
        {
            database?.Dispose();
            taken?.Dispose();
            throw StoreErrors.Explain(error, folders.Root);
        }
    }

    /// <inheritdoc/>
    public IStorageQueue Queue(string name)
    {
        StoreNames.CheckQueue(name);
        return queues.GetOrAdd(name, static (name, store) => new EmbeddedQueue(store, name, new Pulse()), this);
    }

    /// <inheritdoc/>
    public IBlobContainer Container(string name)
    {
        StoreNames.CheckContainer(name);
        return ContainerOf(name);
    }

    public EmbeddedContainer ContainerOf(string name) =>
        containers.GetOrAdd(name, static (name, store) => new EmbeddedContainer(store, name, new Pulse()), this);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        EachAsync(Read(from => from.Queues.Names()), cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListContainersAsync(CancellationToken cancellationToken = default) =>
        EachAsync(Read(from => from.Blobs.Names()), cancellationToken);

    /// <summary>Stores a change. The wait ends with the token, the change does not.</summary>
    public Task<T> WriteAsync<T>(Func<StoreStatements, T> apply, Action? stored, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var change = writer.DoAsync(apply, stored);
        return cancellationToken.CanBeCanceled ? change.WaitAsync(cancellationToken) : change;
    }

    public T Read<T>(Func<StoreReader, T> read)
    {
        ObjectDisposedException.ThrowIf(disposed == 1, this);
        try
        {
            if (!readers.TryTake(out var reader))
                reader = new StoreReader(new SqliteDatabase(path, readOnly: true));
            try
            {
                return read(reader);
            }
            finally
            {
                readers.Add(reader);
            }
        }
        catch (SqliteException error)
        {
            throw StoreErrors.Explain(error, Folders.Root);
        }
    }

    /// <summary>Ends with the task or after a while, whichever is first.</summary>
    public async Task WaitAsync(Task signal, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var sleep = Task.Delay(atMost, Clock, either.Token);
        await Task.WhenAny(signal, sleep);
        await either.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Writes what waits and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) == 1)
            return;
        await scanner.DisposeAsync();
        writer.Dispose();
        while (readers.TryTake(out var reader))
            reader.Dispose();
        database.Dispose();
        storeLock.Dispose();
        Locks.Dispose();
    }

    private static async IAsyncEnumerable<string> EachAsync(List<string> names, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return name;
        }

        await Task.CompletedTask;
    }
}
