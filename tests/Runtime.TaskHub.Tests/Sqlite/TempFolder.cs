namespace Runtime.TaskHub.Tests.Sqlite;

/// <summary>A folder of a test's own.</summary>
public sealed class TempFolder
{
    public string Path { get; } = Directory.CreateTempSubdirectory("hub-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Remove() => Directory.Delete(Path, recursive: true);
}
