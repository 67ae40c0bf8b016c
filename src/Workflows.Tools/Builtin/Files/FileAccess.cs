using System.Globalization;
using Microsoft.Extensions.Options;
using Microsoft.Win32.SafeHandles;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>
/// The only way of the file tools to the disk. A path is taken by where it leads, links followed, and again by where the opened file is, so that
/// neither <c>..</c> nor a link, nor one that is put there in between, leaves the allowed folders.
/// </summary>
internal sealed class FileAccess(IOptions<ToolOptions> options)
{
    /// <summary>The folders that may be read and written, links followed. The first is where relative paths start.</summary>
    public IReadOnlyList<string> Roots()
    {
        var named = options.Value.Roots;
        if (named.Count > 0)
            return [.. named.Select(root => RealPath.Of(Path.GetFullPath(root)))];
        return [RealPath.Of(Directory.CreateDirectory(Path.Combine(Path.GetFullPath(options.Value.DataFolder), "files")).FullName)];
    }

    /// <summary>The full path of something to read.</summary>
    public string Readable(string path, ToolRequest request)
    {
        var roots = Roots();
        if (request.ReadableFolder is { Length: > 0 } given)
            roots = [RealPath.Of(Path.GetFullPath(given)), .. roots];
        return Resolve(path, roots);
    }

    /// <summary>The full path of something to write.</summary>
    public string Writable(string path) => Resolve(path, Roots());

    public FileStream OpenRead(string path, ToolRequest request)
    {
        var full = Readable(path, request);
        if (Directory.Exists(full))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{path}' is a folder. files_list shows what is in it.");
        return Verified(FileOpening.Read(full, path), path, full);
    }

    public FileStream OpenNew(string path)
    {
        var full = Writable(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        if (File.Exists(full))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"'{path}' exists. files_replace overwrites, with approval.");
        return Verified(new FileStream(full, FileMode.CreateNew, System.IO.FileAccess.Write, FileShare.None), path, full);
    }

    /// <summary>Replaces a file's content in one step: readers see the old or the new.</summary>
    public void Replace(string path, ReadOnlySpan<byte> content)
    {
        var full = Writable(path);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(full)!).FullName;
        var fresh = Path.Combine(folder, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}");
        using (var stream = Verified(new FileStream(fresh, FileMode.CreateNew, System.IO.FileAccess.Write, FileShare.None), path, fresh))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, full, overwrite: true);
    }

    public static string Relative(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private string Resolve(string path, IReadOnlyList<string> roots)
    {
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new ToolException(ToolErrorKind.InvalidArguments, "A path has no NUL in it.");
        string? denied = null;
        foreach (var start in Path.IsPathRooted(path) ? roots.Take(1) : roots)
        {
            var full = RealPath.Of(Path.Combine(start, path));
            if (!roots.Any(root => IsInside(root, full)) || IsOurs(full, roots))
                denied ??= path;
            else if (Path.Exists(full) || roots.Count == 1 || Path.IsPathRooted(path) || start == roots[^1])
                return full;
        }
        throw new ToolException(
            ToolErrorKind.Denied,
            $"'{denied ?? path}' is not in a folder that tools may use. Those are: {string.Join(", ", roots)}; the setting Tools:Roots names them.");
    }

    /// <summary>The key of the approvals lies in the data folder: whoever reads it could approve. Only a root within that folder may be used.</summary>
    private bool IsOurs(string path, IReadOnlyList<string> roots)
    {
        var data = RealPath.Of(Path.GetFullPath(options.Value.DataFolder));
        return IsInside(data, path) && !roots.Any(root => root != data && IsInside(data, root) && IsInside(root, path));
    }

    private static bool IsInside(string root, string path) =>
        path == root || path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static FileStream Verified(FileStream stream, string asked, string full)
    {
        if (!OperatingSystem.IsLinux() || PathOf(stream.SafeFileHandle) is not { } actual || actual == full)
            return stream;
        stream.Dispose();
        throw new ToolException(ToolErrorKind.Denied, $"'{asked}' was moved while it was opened.");
    }

    private static string? PathOf(SafeFileHandle handle) =>
        new FileInfo("/proc/self/fd/" + handle.DangerousGetHandle().ToInt64().ToString(CultureInfo.InvariantCulture)).LinkTarget;
}
