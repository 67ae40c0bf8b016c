namespace Runtime.TaskHub.Sqlite;

/// <summary>Copies a hub file as it is at one moment, also while a process works with it. Writers are not held up.</summary>
public static class HubBackup
{
    /// <summary>Writes a copy that is a hub file of its own. It appears under its name only when it is whole and on disk.</summary>
    /// <param name="folder">The hub's folder.</param>
    /// <param name="name">The hub's name.</param>
    /// <param name="to">The copy; must not exist.</param>
    /// <exception cref="FileNotFoundException">There is no such hub.</exception>
    /// <exception cref="IOException">The copy exists already, or cannot be written.</exception>
    /// <exception cref="TaskHubException">The hub cannot be read: it is damaged.</exception>
    public static void Write(string folder, string name, string to)
    {
        var path = Path.Combine(Path.GetFullPath(folder), name + ".db");
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no task hub '{path}'.", path);
        var target = Path.GetFullPath(to);
        if (File.Exists(target))
            throw new IOException($"'{target}' exists already; a backup overwrites nothing.");
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = target + ".partial";
        try
        {
            File.Delete(partial);
            Copy(path, partial);
            using (var file = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(partial, target, overwrite: false);
        }
        catch (SqliteException error)
        {
            File.Delete(partial);
            throw error.IsDamage
                ? new TaskHubException(TaskHubProblem.Damaged, $"The task hub '{path}' is damaged and cannot be copied: {error.Message}", error)
                : new IOException($"The backup '{target}' cannot be written: {error.Message}", error);
        }
    }

    /// <summary>SQLite reads one snapshot and writes it compactly; whoever commits meanwhile is not in it.</summary>
    private static void Copy(string path, string partial)
    {
        using var database = new SqliteDatabase(path, readOnly: true);
        database.Execute($"VACUUM INTO '{partial.Replace("'", "''", StringComparison.Ordinal)}'");
    }
}
