namespace GpuHost;

/// <summary>A folder for temporary files that belongs to one host. What hosts that are gone left behind is removed when the next one makes its own.</summary>
internal sealed class TempArea : IDisposable
{
    private const string Prefix = "temp-";
    private const string LockName = "lock";

    private readonly FileStream holder;

    private TempArea(string path, FileStream holder) => (Path, this.holder) = (path, holder);

    public string Path { get; }

    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static TempArea Create(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var other in Directory.EnumerateDirectories(folder, Prefix + "*"))
            RemoveUnlessHeld(other);
        var path = System.IO.Path.Combine(folder, Prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return new TempArea(path, Hold(path));
    }

    public void Dispose()
    {
        holder.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private static FileStream Hold(string path) =>
        new(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static void RemoveUnlessHeld(string path)
    {
        try
        {
            Hold(path).Dispose();
            Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another host uses it, or makes it just now.
        }
    }
}
