using SQLitePCL;

namespace Workflows.Storage.Embedded;

/// <summary>What the disk and SQLite say, in the words of the port.</summary>
internal static class StoreErrors
{
    private const int NoSpaceUnix = 28;                                 // ENOSPC
    private const int QuotaUnix = 122;                                  // EDQUOT on Linux
    private const int NoSpaceWindows = unchecked((int)0x80070070);      // ERROR_DISK_FULL

    /// <summary>Whether an exception tells of the disk or of SQLite.</summary>
    public static bool IsOfTheDisk(Exception error) => error is SqliteException or IOException or UnauthorizedAccessException;

    public static StorageException Explain(Exception error, string place) => error switch
    {
        StorageException known => known,
        SqliteException { IsDamage: true } => new(StorageProblem.Damaged, $"The store '{place}' is damaged: {error.Message}. Restore a backup of its folder.", error),
        SqliteException { Code: raw.SQLITE_FULL } => Full(error, place),
        SqliteException { Code: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } => new(StorageProblem.InUse, $"The store '{place}' is in use by another program. Close it there.", error),
        IOException { HResult: NoSpaceUnix or QuotaUnix or NoSpaceWindows } => Full(error, place),
        _ => new(StorageProblem.Denied, $"The store '{place}' cannot be read or written: {error.Message} Check the folder's permissions, or choose another data folder.", error),
    };

    private static StorageException Full(Exception error, string place) =>
        new(StorageProblem.Full, $"There is no room on the disk for the store '{place}'. Nothing stored is lost; free some space and try again.", error);
}
