namespace Workflows.Storage.Embedded;

/// <summary>A read-only connection with its statements. It is used by one thread at a time; a store keeps a few.</summary>
internal sealed class StoreReader(SqliteDatabase database) : IDisposable
{
    public QueueReader Queues { get; } = new(database);

    public BlobReader Blobs { get; } = new(database);

    public void Dispose()
    {
        Queues.Dispose();
        Blobs.Dispose();
        database.Dispose();
    }
}
