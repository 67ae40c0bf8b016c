using SQLitePCL;

namespace Runtime.Sqlite;

/// <summary>SQLite refused something; the result code says why.</summary>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    /// <summary>The primary result code.</summary>
    public int Code => code & 0xFF;

    /// <summary>The stored data are damaged: trying again cannot help.</summary>
    public bool IsDamage => Code is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;

    /// <summary>What was to be written contradicts what is stored: trying again cannot help.</summary>
    public bool IsContradiction => Code is raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_TOOBIG or raw.SQLITE_ERROR or raw.SQLITE_RANGE;
}
