using System.Text;
using GpuHost.Batching;

namespace GpuHost.Sending;

/// <summary>Writes wanted files of a drop below a folder, each once, within bounds. A path that leads out of the folder is not wanted.</summary>
internal sealed class DropLayout(string folder, IEnumerable<string> wanted, long fileBytesMax, long bytesMax)
{
    private const int NameBytesMax = 255;       // of the usual file systems
    private const int PathBytesMax = 4_000;     // of Linux, but for what is put behind it

    private readonly HashSet<string> left = [.. wanted.Where(path => BatchPath.Refuse(path) is null)];
    private long bytes;

    public int Files { get; private set; }

    /// <summary>Whether a file is to be written.</summary>
    public bool Wants(string path, long length) => length <= fileBytesMax && bytes + length <= bytesMax && left.Contains(path);

    /// <summary>Writes a file, as far as it may be long.</summary>
    /// <exception cref="IOException">The disk is full.</exception>
    public async Task WriteAsync(string path, Stream content, CancellationToken cancellationToken)
    {
        left.Remove(path);
        var full = Path.GetFullPath(Path.Combine(folder, path));
        if (!full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal) || !CanStand(path, full))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await using var file = new FileStream(full, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        var block = new byte[64 * 1024];
        for (var count = await content.ReadAsync(block, cancellationToken); count > 0; count = await content.ReadAsync(block, cancellationToken))
        {
            bytes += count;
            if (file.Length + count > fileBytesMax || bytes > bytesMax)
                return;         // it is longer than its archive said
            await file.WriteAsync(block.AsMemory(0, count), cancellationToken);
        }

        Files++;
    }

    // An archive may hold what a file system cannot: long names, a file and a folder of one name. Agents do without it.
    private bool CanStand(string path, string full)
    {
        if (Encoding.UTF8.GetByteCount(full) > PathBytesMax || path.Split('/', '\\').Any(part => Encoding.UTF8.GetByteCount(part) > NameBytesMax))
            return false;
        for (var parent = Path.GetDirectoryName(full)!; parent.Length > folder.Length; parent = Path.GetDirectoryName(parent)!)
        {
            if (File.Exists(parent))
                return false;
        }

        return !File.Exists(full) && !Directory.Exists(full);
    }
}
