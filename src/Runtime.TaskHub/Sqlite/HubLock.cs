namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// Keeps a hub to one process. The operating system releases the lock when the process dies, however it dies; a note beside it says who holds it.
/// </summary>
internal sealed class HubLock : IDisposable
{
    private readonly FileStream file;
    private readonly string note;

    private HubLock(FileStream file, string note)
    {
        this.file = file;
        this.note = note;
    }

    public static HubLock Take(string database)
    {
        var note = HubOwner.NoteOf(database);
        try
        {
            var file = new FileStream(database + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Self().Write(note);
            return new HubLock(file, note);
        }
        catch (IOException error) when (error is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(database + ".lock") && CanWrite(database))
        {
            throw new TaskHubException(TaskHubProblem.InUse, $"The task hub '{database}' is in use by {Describe(note)}. Stop that process, or choose another hub folder.", error);
        }
    }

    /// <summary>Notes where this process answers HTTP.</summary>
    public void Announce(Uri address) => (Self() with { Address = address }).Write(note);

    public void Dispose()
    {
        File.Delete(note);
        file.Dispose();
    }

    private static bool CanWrite(string database)
    {
        var probe = $"{database}.{Environment.ProcessId}.probe";
        try
        {
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static HubOwner Self() => new(Environment.ProcessId, Path.GetFileName(Environment.ProcessPath) ?? "unknown");

    private static string Describe(string note) => HubOwner.Read(note) is { } owner ? $"process {owner.ProcessId} ({owner.Command})" : "another process";
}
