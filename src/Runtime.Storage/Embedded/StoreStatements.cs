namespace Workflows.Storage.Embedded;

/// <summary>The writer's prepared statements. They are used by the writer's thread alone, inside its transaction.</summary>
internal sealed class StoreStatements : IDisposable
{
    private readonly List<SqliteStatement> all = [];
    private readonly SqliteStatement begin;
    private readonly SqliteStatement commit;
    private readonly SqliteStatement rollback;

    public StoreStatements(SqliteDatabase database)
    {
        begin = Prepare(database, "BEGIN IMMEDIATE");
        commit = Prepare(database, "COMMIT");
        rollback = Prepare(database, "ROLLBACK");
        Queues = new QueueStatements(database, sql => Prepare(database, sql));
        Blobs = new BlobStatements(database, sql => Prepare(database, sql));
    }

    public QueueStatements Queues { get; }

    public BlobStatements Blobs { get; }

    public void Begin() => begin.Run();

    public void Commit() => commit.Run();

    /// <summary>SQLite may have rolled back already; then there is nothing to do.</summary>
    public void TryRollback()
    {
        try
        {
            rollback.Run();
        }
        catch (SqliteException)
        {
            // no transaction is open
        }
    }

    public void Dispose()
    {
        foreach (var statement in all)
            statement.Dispose();
    }

    private SqliteStatement Prepare(SqliteDatabase database, string sql)
    {
        var statement = database.Prepare(sql);
        all.Add(statement);
        return statement;
    }
}
