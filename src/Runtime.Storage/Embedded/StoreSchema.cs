namespace Workflows.Storage.Embedded;

/// <summary>The tables of the embedded store. Times are UTC ticks. Versions are only ever added at the end of
/// <see cref="Migrations"/>.</summary>
internal static class StoreSchema
{
    /// <summary>'WFST': says that a file is such a store.</summary>
    private const int ApplicationId = 0x57465354;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE store (id TEXT NOT NULL, change INTEGER NOT NULL);
        INSERT INTO store VALUES (lower(hex(randomblob(8))), 0);
        CREATE TABLE queues (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE messages (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            queue INTEGER NOT NULL,
            visible_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            inserted_at INTEGER NOT NULL,
            dequeues INTEGER NOT NULL,
            receipt INTEGER NOT NULL,
            body BLOB NOT NULL);
        CREATE INDEX messages_visible ON messages (queue, visible_at, expires_at);
        CREATE INDEX messages_expiry ON messages (expires_at);
        CREATE TABLE containers (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
        CREATE TABLE blobs (
            container INTEGER NOT NULL,
            name TEXT NOT NULL,
            change INTEGER NOT NULL,
            file TEXT NOT NULL,
            file_time INTEGER NOT NULL,
            length INTEGER NOT NULL,
            modified_at INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            metadata TEXT,
            PRIMARY KEY (container, name)) WITHOUT ROWID;
        CREATE UNIQUE INDEX blobs_change ON blobs (container, change);
        CREATE UNIQUE INDEX blobs_file ON blobs (container, file);
        """,
    ];

    /// <summary>Makes the tables, or brings them to this version.</summary>
    /// <exception cref="StorageException">The file is of another program, or of a newer version of this one.</exception>
    public static void Prepare(SqliteDatabase database)
    {
        var found = database.ReadInt64("PRAGMA user_version");
        if (database.ReadInt64("SELECT count(*) FROM sqlite_master") > 0 && database.ReadInt64("PRAGMA application_id") != ApplicationId)
            throw new StorageException(StorageProblem.Damaged, "The file is a SQLite database but no store of blobs and queues. Choose another data folder.");
        if (found > Migrations.Length)
            throw new StorageException(StorageProblem.Damaged, $"The store has format {found}; this program reads up to format {Migrations.Length}. Use the newer program.");
        for (; found < Migrations.Length; found++)
            database.Execute($"BEGIN IMMEDIATE; {Migrations[found]} PRAGMA user_version = {found + 1}; PRAGMA application_id = {ApplicationId}; COMMIT;");
    }
}
