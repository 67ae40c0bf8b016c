namespace Workflows.Storage.Embedded;

/// <summary>Changes of containers and blobs' rows.</summary>
internal sealed class BlobStatements(SqliteDatabase database, Func<string, SqliteStatement> prepare)
{
    private readonly SqliteStatement find = prepare("SELECT number FROM containers WHERE name = ?");
    private readonly SqliteStatement create = prepare("INSERT OR IGNORE INTO containers (name) VALUES (?)");
    private readonly SqliteStatement drop = prepare("DELETE FROM containers WHERE number = ?");
    private readonly SqliteStatement clear = prepare("DELETE FROM blobs WHERE container = ?");
    private readonly SqliteStatement next = prepare("UPDATE store SET change = change + 1 RETURNING change");
    private readonly SqliteStatement delete = prepare("DELETE FROM blobs WHERE container = ? AND name = ?");
    private readonly SqliteStatement put = prepare("""
        INSERT INTO blobs (container, name, file, file_time, length, change, modified_at, content_type, metadata) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (container, name) DO UPDATE SET file = excluded.file, file_time = excluded.file_time, length = excluded.length,
            change = excluded.change, modified_at = excluded.modified_at, content_type = excluded.content_type, metadata = excluded.metadata
        """);

    public bool Create(string name)
    {
        create.Bind(0, name).Run();
        return database.Changes > 0;
    }

    public bool Drop(string name)
    {
        if (Find(name) is not { } container)
            return false;
        clear.Bind(0, container).Run();
        drop.Bind(0, container).Run();
        return true;
    }

    /// <summary>Stores a new version of a blob.</summary>
    /// <returns>The row with its change number.</returns>
    public BlobRow Put(string container, BlobRow row, DateTime now)
    {
        var number = Find(container) ?? throw BlobReader.NoContainer(container);
        next.Step();
        var stored = row with { Change = next.Int64(0), ModifiedAt = now.Ticks };
        next.Reset();
        put.Bind(0, number).Bind(1, stored.Name).Bind(2, stored.File).Bind(3, stored.FileTime).Bind(4, stored.Length).Bind(5, stored.Change)
            .Bind(6, stored.ModifiedAt).Bind(7, stored.ContentType).Bind(8, stored.MetadataText).Run();
        return stored;
    }

    public bool Delete(string container, string name)
    {
        if (Find(container) is not { } number)
            return false;
        delete.Bind(0, number).Bind(1, name).Run();
        return database.Changes > 0;
    }

    private long? Find(string name)
    {
        long? number = find.Bind(0, name).Step() ? find.Int64(0) : null;
        find.Reset();
        return number;
    }
}
