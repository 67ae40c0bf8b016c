using System.Diagnostics;

namespace Runtime.Bench;

/// <summary>A folder for one hub, removed with this object.</summary>
internal sealed class BenchFolder : IDisposable
{
    public BenchFolder(BenchSettings settings)
    {
        Path = System.IO.Path.Combine(settings.Folder ?? System.IO.Path.GetTempPath(), "bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    /// <summary>Appends one page and flushes it, again and again for half a second.</summary>
    /// <returns>Flushes a second.</returns>
    public double MeasureFsync()
    {
        var path = System.IO.Path.Combine(Path, "fsync.probe");
        var page = new byte[4096];
        var count = 0;
        var watch = Stopwatch.StartNew();
        using (var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            for (; watch.ElapsedMilliseconds < 500; count++)
            {
                file.Write(page);
                file.Flush(flushToDisk: true);
            }
        }

        var seconds = watch.Elapsed.TotalSeconds;
        File.Delete(path);
        return Math.Round(count / seconds);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
