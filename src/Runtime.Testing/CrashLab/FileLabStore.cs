using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Engine.Store;
using Runtime.TaskHub.Sqlite;

namespace Workflows.Testing.CrashLab;

/// <summary>
/// A store in files. When its process dies, the files are copied as they lie there, log and all, and the next process opens the copy: what a
/// killed process leaves behind.
/// </summary>
internal sealed class FileLabStore : ILabStore
{
    private const string Name = "Lab";

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("workflows-lab-");
    private SqliteTaskHub? hub;
    private int life;

    private string Folder => Path.Combine(root.FullName, $"life-{life}");

    public ITaskHub Open() => hub = SqliteTaskHub.Open(Folder, Name, NullLogger.Instance);

    public void Abandon()
    {
        var from = Folder;
        life++;
        Directory.CreateDirectory(Folder);
        foreach (var file in new DirectoryInfo(from).GetFiles($"{Name}.*").Where(file => file.Extension is not (".lock" or ".db-shm")))
            file.CopyTo(Path.Combine(Folder, file.Name));

        Close();
        Directory.Delete(from, recursive: true);
    }

    public void Dispose()
    {
        Close();
        root.Delete(recursive: true);
    }

    private void Close()
    {
        var closing = hub?.DisposeAsync();
        hub = null;
        if (closing is { IsCompletedSuccessfully: false })
            throw new InvalidOperationException("The file hub closes before it returns.");
    }
}
