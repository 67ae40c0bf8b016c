using Azure.Storage.Blobs;

namespace Workflows.Storage.Embedded;

/// <summary>
/// A container: files in a folder, and a row for each in the store's file. A blob changes under its name's lock: first the file, in one
/// step, then the row. After a crash in between, or when a person changed the file, the two differ, and whoever looks next takes the file
/// for a new version.
/// </summary>
internal sealed class EmbeddedContainer(EmbeddedStore store, string name, Pulse pulse) : IBlobContainer
{
    private readonly BlobFiles files = new(store.Folders, name);

    public string Name => name;

    public EmbeddedStore Store => store;

    private DateTime Now => store.Clock.GetUtcNow().UtcDateTime;

    public async Task<bool> CreateAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            Directory.CreateDirectory(files.Folder);
            DiskFlush.Folder(store.Folders.Blobs);
        }
        catch (Exception error) when (StoreErrors.IsOfTheDisk(error))
        {
            throw StoreErrors.Explain(error, store.Folders.Root);
        }

        return await store.WriteAsync(to => to.Blobs.Create(name), pulse.Fire, cancellationToken);
    }

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        Task.FromResult(store.Read(from => from.Blobs.Find(name) is not null));

    public async Task<bool> DeleteContainerAsync(CancellationToken cancellationToken = default)
    {
        using var all = await store.Locks.TakeAllAsync(cancellationToken);
        return await GuardAsync(async () =>
        {
            var removed = store.Folders.NewTemp();
            if (Directory.Exists(files.Folder))
                Directory.Move(files.Folder, removed);
            var existed = await store.WriteAsync(to => to.Blobs.Drop(name), pulse.Fire, CancellationToken.None);
            if (Directory.Exists(removed))
                Directory.Delete(removed, recursive: true);
            return existed;
        });
    }

    public Task<BlobPage> ListAsync(
        string? prefix = null, string? continuation = null, int pageSize = 1_000, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckPage(pageSize, nameof(pageSize));
        var rows = store.Read(from => from.Blobs.List(name, prefix ?? "", continuation, pageSize));
        return Task.FromResult(new BlobPage([.. rows.Select(row => row.Blob)], rows.Count == pageSize ? rows[^1].Name : null));
    }

    public async Task<StoredBlob?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        using var held = await store.Locks.TakeAsync(Name, name, cancellationToken);
        return (await CurrentAsync(name))?.Blob;
    }

    public async Task<BlobContent> OpenReadAsync(string name, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        BlobRules.CheckRange(range);
        range ??= new BlobRange();
        using var held = await store.Locks.TakeAsync(Name, name, cancellationToken);
        var row = await CurrentAsync(name) ?? throw NoBlob(name);
        RequireMatch(row, range.IfMatch);
        if (range.Offset > 0 && range.Offset >= row.Length)
            throw new ArgumentOutOfRangeException(nameof(range), range.Offset, $"The blob '{name}' has {row.Length} bytes.");
        var length = Math.Min(range.Length ?? long.MaxValue, row.Length - range.Offset);
        return await GuardAsync(() => Task.FromResult(new BlobContent(row.Blob, new RangeStream(Open(row.File), range.Offset, length))));
    }

    public Task<StoredBlob> UploadAsync(string name, Stream content, BlobUpload? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        return UploadAsync(name, content.CopyToAsync, options, cancellationToken);
    }

    /// <summary>Stores a blob that somebody writes into a stream.</summary>
    public async Task<StoredBlob> UploadAsync(
        string name, Func<Stream, CancellationToken, Task> fill, BlobUpload? options, CancellationToken cancellationToken)
    {
        BlobRules.CheckName(name);
        BlobRules.CheckMetadata(options?.Metadata);
        options ??= new BlobUpload();
        _ = store.Read(from => from.Blobs.Require(Name));
        return await GuardAsync(async () =>
        {
            var temp = await files.StageAsync(fill, cancellationToken);
            try
            {
                using var held = await store.Locks.TakeAsync(Name, name, cancellationToken);
                return (await PutAsync(name, temp, options)).Blob;
            }
            finally
            {
                File.Delete(temp);
            }
        });
    }

    public async Task<bool> DeleteAsync(string name, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        _ = store.Read(from => from.Blobs.Require(Name));
        using var held = await store.Locks.TakeAsync(Name, name, cancellationToken);
        if (await CurrentAsync(name) is not { } row)
            return false;
        RequireMatch(row, ifMatch);
        return await GuardAsync(async () =>
        {
            files.Delete(row.File);
            return await store.WriteAsync(to => to.Blobs.Delete(Name, name), stored: null, CancellationToken.None);
        });
    }

    public async Task<StoredBlob> SetMetadataAsync(
        string name, IReadOnlyDictionary<string, string> metadata, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        BlobRules.CheckMetadata(metadata);
        var copy = metadata.ToDictionary();
        using var held = await store.Locks.TakeAsync(Name, name, cancellationToken);
        var row = await CurrentAsync(name) ?? throw NoBlob(name);
        RequireMatch(row, ifMatch);
        return (await StoreAsync(row with { Metadata = copy })).Blob;
    }

    public Task<BlobChanges> ReadChangesAsync(string? cursor, int max = 1_000, string? prefix = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckPage(max, nameof(max));
        var (rows, last) = store.Read(from =>
        {
            var container = from.Blobs.Require(name);
            var since = ChangeCursor.Read(cursor, store.Id, container);
            var found = from.Blobs.Changed(name, since, max);
            return (found, ChangeCursor.Write(store.Id, container, found.Count > 0 ? found[^1].Change : since));
        });
        var given = rows.Where(row => row.Name.StartsWith(prefix ?? "", StringComparison.Ordinal)).Select(row => row.Blob);
        return Task.FromResult(new BlobChanges([.. given], last, rows.Count == max));
    }

    public async Task WaitForChangeAsync(string? cursor, QueuePolling polling, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var changed = pulse.Next;           // taken before the look, so that nothing is missed in between
        var there = store.Read(from =>
            from.Blobs.Find(name) is { } container && from.Blobs.Changed(name, ChangeCursor.Read(cursor, store.Id, container), 1).Count > 0);
        if (!there)
            await changed.WaitAsync(cancellationToken);
    }

    public BlobClient Client(string name)
    {
        BlobRules.CheckName(name);
        return EmbeddedBlobClient.Create(this, name);
    }

    /// <summary>Brings what is known of a file up to date: somebody put it there, changed or removed it.</summary>
    /// <returns>What is wrong with the file; null when nothing is.</returns>
    public async Task<string?> RefreshAsync(string file, CancellationToken cancellationToken)
    {
        var known = store.Read(from => from.Blobs.FindFile(Name, file));
        var blob = known?.Name ?? BlobFileName.ToName(file);
        if (!BlobRules.IsName(blob))
            return "its name cannot be the name of a blob";
        using var held = await store.Locks.TakeAsync(Name, blob, cancellationToken);
        var row = await CurrentAsync(blob);
        if (row?.File == file || !files.Look(file).Exists)
            return null;
        if (row is not null)
            return $"the blob '{blob}' has the file '{row.File}' already";
        var info = files.Look(file);
        await StoreAsync(new BlobRow(blob, file, info.LastWriteTimeUtc.Ticks, info.Length));
        return null;
    }

    private static StorageException NoBlob(string name) => new(StorageProblem.NotFound, $"There is no blob '{name}'.");

    private static void RequireMatch(BlobRow row, string? ifMatch)
    {
        if (ifMatch is not null && ifMatch != "*" && ifMatch != row.Blob.ETag)
            throw new StorageException(StorageProblem.Changed, $"The blob '{row.Name}' was changed: it has the etag {row.Blob.ETag}, not {ifMatch}.");
    }

    /// <summary>The row of a blob as its file is now. The caller holds the name's lock.</summary>
    private async Task<BlobRow?> CurrentAsync(string blob)
    {
        if (store.Read(from => from.Blobs.FindBlob(Name, blob)) is not { } row)
            return null;
        var info = files.Look(row.File);
        if (info.Exists)
            return row.Matches(info) ? row : await StoreAsync(row with { FileTime = info.LastWriteTimeUtc.Ticks, Length = info.Length });
        await store.WriteAsync(to => to.Blobs.Delete(Name, blob), stored: null, CancellationToken.None);
        return null;
    }

    private async Task<BlobRow> PutAsync(string blob, string temp, BlobUpload options)
    {
        var row = await CurrentAsync(blob);
        if (options.OnlyIfNew && row is not null)
            throw new StorageException(StorageProblem.Exists, $"There is a blob '{blob}' already.");
        if (options.IfMatch is not null)
            RequireMatch(row ?? throw new StorageException(StorageProblem.Changed, $"There is no blob '{blob}' with the etag {options.IfMatch}."), options.IfMatch);
        var info = new FileInfo(temp);
        var (time, length) = (info.LastWriteTimeUtc.Ticks, info.Length);
        var file = files.Place(temp, blob, row?.File, path => IsOfAnother(blob, path));
        return await StoreAsync(new BlobRow(blob, file, time, length)
        {
            ContentType = options.ContentType ?? StoredBlob.DefaultContentType,
            Metadata = options.Metadata?.ToDictionary(),
        });
    }

    /// <summary>On file systems that do not tell upper from lower case, a file may be there for another name.</summary>
    private bool IsOfAnother(string blob, string path) =>
        !OperatingSystem.IsLinux() && files.Look(path).Exists && store.Read(from => from.Blobs.FindFile(Name, path))?.Name != blob;

    private Task<BlobRow> StoreAsync(BlobRow row) => store.WriteAsync(to => to.Blobs.Put(Name, row, Now), pulse.Fire, CancellationToken.None);

    private FileStream Open(string file) =>
        new(files.FullPath(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);

    private async Task<T> GuardAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (StoreErrors.IsOfTheDisk(error))
        {
            throw StoreErrors.Explain(error, store.Folders.Root);
        }
    }
}
