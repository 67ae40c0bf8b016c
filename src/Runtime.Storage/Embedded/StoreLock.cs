using System.Diagnostics;
using System.Globalization;

namespace Workflows.Storage.Embedded;

/// <summary>Keeps a store to one process. The operating system releases the lock however the process ends; a note beside it says who
/// holds it.</summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream file;
    private readonly string note;

    private StoreLock(FileStream file, string note)
    {
        this.file = file;
        this.note = note;
    }

    /// <exception cref="StorageException">Another process holds it.</exception>
    public static StoreLock Take(string database)
    {
        var path = database + ".lock";
        var note = database + ".owner";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error) when (error.GetType() == typeof(IOException) && File.Exists(path))
        {
            throw new StorageException(
                StorageProblem.InUse, $"The store '{database}' is in use by {Describe(note)}. Stop that process, or choose another data folder.", error);
        }

        File.WriteAllText(note, $"{Environment.ProcessId} {Path.GetFileName(Environment.ProcessPath)}");
        return new StoreLock(file, note);
    }

    public void Dispose()
    {
        File.Delete(note);
        file.Dispose();
    }

    private static string Describe(string note)
    {
        try
        {
            var parts = File.ReadAllText(note).Split(' ', 2);
            using var owner = Process.GetProcessById(int.Parse(parts[0], CultureInfo.InvariantCulture));
            return $"process {parts[0]} ({parts[^1]})";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or ArgumentException or OverflowException)
        {
            return "another process";
        }
    }
}
