namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// The tables of a hub file. A run has a number; its turns are the history rows from number x 2^22 on, so that one integer key keeps a run's turns
/// together and in order. Versions are only ever added at the end of <see cref="Migrations"/>.
/// </summary>
internal static class HubSchema
{
    /// <summary>'WFLW': says that a file is a task hub.</summary>
    public const int ApplicationId = 0x57464C57;

    /// <summary>Bits of a history key that number the turn.</summary>
    public const int TurnBits = 22;

    private static readonly string[] Migrations =
    [
        """
        CREATE TABLE hub (epoch INTEGER NOT NULL);
        INSERT INTO hub VALUES (0);
        CREATE TABLE instances (
            number INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            execution INTEGER NOT NULL,
            status INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            wake_at INTEGER,
            custom_status TEXT,
            parent_id TEXT,
            tags TEXT);
        CREATE INDEX instances_wake ON instances (wake_at) WHERE wake_at IS NOT NULL;
        CREATE TABLE history (position INTEGER PRIMARY KEY, chunk BLOB NOT NULL);
        CREATE TABLE messages (number INTEGER PRIMARY KEY, target TEXT NOT NULL, execution INTEGER NOT NULL, event BLOB NOT NULL);
        """,
        """
        CREATE INDEX instances_name ON instances (name COLLATE NOCASE);
        CREATE INDEX instances_status ON instances (status);
        CREATE INDEX instances_created ON instances (created_at);
        CREATE INDEX instances_updated ON instances (updated_at);
        CREATE INDEX instances_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;
        CREATE INDEX instances_custom ON instances (number) WHERE custom_status IS NOT NULL;
        CREATE TABLE tags (key TEXT NOT NULL, value TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, value, number)) WITHOUT ROWID;
        INSERT INTO tags SELECT e.key, e.value, i.number FROM instances AS i, json_each(i.tags) AS e WHERE i.tags IS NOT NULL;
        """,
        "CREATE TABLE heartbeats (run INTEGER NOT NULL, task INTEGER NOT NULL, progress TEXT, PRIMARY KEY (run, task)) WITHOUT ROWID;",
        "ALTER TABLE hub ADD COLUMN opening INTEGER NOT NULL DEFAULT 0;",
    ];

    /// <summary>The version this program writes.</summary>
    public static int Version => Migrations.Length;

    /// <summary>Refuses a file that is no task hub or a newer one, and changes nothing.</summary>
    public static void RequireTaskHub(SqliteDatabase database)
    {
        var found = database.ReadInt64("PRAGMA user_version");
        var application = database.ReadInt64("PRAGMA application_id");
        var tables = database.ReadInt64("SELECT count(*) FROM sqlite_master");
        if (tables > 0 && application != ApplicationId)
            throw new TaskHubException(TaskHubProblem.Damaged, "The file is a SQLite database but no task hub. Choose another folder or name for the hub.");
        if (found > Version)
            throw new TaskHubException(TaskHubProblem.Newer, $"The task hub has format {found}; this program reads up to format {Version}. Use the newer program, or another hub.");
    }

    /// <summary>Whether a file has all tables, or is one whose making did not come to its end and which holds no runs.</summary>
    /// <exception cref="TaskHubException">It is no hub, or one of another version: reading alone cannot bring it to this one.</exception>
    public static bool IsWhole(SqliteDatabase database)
    {
        RequireTaskHub(database);
        var found = database.ReadInt64("PRAGMA user_version");
        if (found == Version)
            return true;
        if (found == 0 || database.ReadInt64("SELECT count(*) FROM (SELECT 1 FROM instances LIMIT 1)") == 0)
            return false;
        throw new TaskHubException(TaskHubProblem.Older, $"The task hub has format {found}; this program reads format {Version}. Open it once for writing, with run or dev: that brings it to this format.");
    }

    /// <summary>Brings a hub file to the present version, from whichever version it has.</summary>
    public static void Migrate(SqliteDatabase database)
    {
        for (var version = (int)database.ReadInt64("PRAGMA user_version"); version < Version; version++)
        {
            database.Execute($"BEGIN IMMEDIATE; {Migrations[version]} PRAGMA user_version = {version + 1}; PRAGMA application_id = {ApplicationId}; COMMIT;");
        }
    }
}
