using SQLitePCL;

namespace Runtime.Sqlite;

/// <summary>One SQLite connection through the raw API. It is used by one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 handle;
    private readonly string path;

    public SqliteDatabase(string path, bool readOnly)
    {
        NativeSqlite.Initialize();
        this.path = path;
        var flags = (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE) | raw.SQLITE_OPEN_NOMUTEX;
        var code = raw.sqlite3_open_v2(path, out handle, flags, null);
        if (code == raw.SQLITE_OK)
            return;
        var error = Error(code, "open");
        handle.Dispose();
        throw error;
    }

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var statement), sql);
        return new SqliteStatement(this, statement, sql);
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(handle, sql), sql);

    /// <summary>The first column of the first row of a query.</summary>
    public long ReadInt64(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Int64(0) : 0;
    }

    public void Check(int code, string doing)
    {
        if (code != raw.SQLITE_OK)
            throw Error(code, doing);
    }

    public SqliteException Error(int code, string doing) =>
        new(code, $"SQLite could not {doing.Split('\n')[0]}: {raw.sqlite3_errmsg(handle).utf8_to_string()} (code {code}, {path})");

    public void Dispose() => handle.Dispose();
}
