using Microsoft.Win32.SafeHandles;

namespace GpuHost.Core.Intake;

/// <summary>A regular file open for one reading from its start to its end.</summary>
internal sealed class OpenFile : IBlockSource, IDisposable
{
    private readonly SafeFileHandle? handle;
    private readonly int descriptor;
    private long offset;

    private OpenFile(int descriptor, SafeFileHandle? handle)
    {
        (this.descriptor, this.handle) = (descriptor, handle);
        Opened = Now();
    }

    /// <summary>The file when it was opened.</summary>
    public FileStatus Opened { get; }

    /// <summary>Opens a file.</summary>
    /// <returns>Null, or why it cannot be opened.</returns>
    public static string? TryOpen(string full, out OpenFile? file)
    {
        file = null;
        if (!UnixFile.HasStat)
            return TryOpenHandle(full, out file);
        var descriptor = UnixFile.TryOpen(full);
        if (descriptor < 0)
            return FileFault.FromErrorNumber(-descriptor);
        file = new OpenFile(descriptor, null);
        if (FileFault.FromKind(file.Opened.Kind) is not { } fault)
            return null;
        file.Dispose();
        file = null;
        return fault;
    }

    /// <summary>Reads until the target is full or the file ends.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int Fill(Span<byte> target)
    {
        var filled = 0;
        while (filled < target.Length)
        {
            var count = Read(target[filled..]);
            if (count == 0)
                break;
            filled += count;
        }

        return filled;
    }

    /// <summary>
    /// Reads a file of known size. The last read does not look for the end: whether there is more, <see cref="IsUnchanged"/> tells as well.
    /// </summary>
    /// <param name="target">Has one byte more than the file.</param>
    /// <returns>Bytes read; the size, unless the file has changed.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public int FillWhole(Span<byte> target)
    {
        var filled = 0;
        var count = 1;
        while (count > 0 && filled < Math.Max(1, target.Length - 1))      // what says that it is empty is read all the same: /proc does
            filled += count = Read(target[filled..]);
        return filled;
    }

    /// <summary>Whether the file is still what it was when it was opened.</summary>
    public bool IsUnchanged() => Now() == Opened;

    /// <summary>
    /// Another reading of the same open file, from its start, which can seek. It ends where the file ended when it was opened, and says there when the file
    /// has changed.
    /// </summary>
    /// <param name="bufferBytes">Bytes read at once.</param>
    public Stream Reread(int bufferBytes)
    {
        var again = handle is null ? new SafeFileHandle(descriptor, ownsHandle: false) : new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false);
        return new BufferedStream(new OpenFileStream(this, again), bufferBytes);
    }

    public void Dispose()
    {
        if (handle is not null)
            handle.Dispose();
        else
            _ = UnixFile.Close(descriptor);
    }

    private int Read(Span<byte> target)
    {
        var count = handle is null ? UnixFile.TryRead(descriptor, target) : RandomAccess.Read(handle, target, offset);
        if (count < 0)
            throw new IOException(FileFault.FromErrorNumber(-count));
        offset += count;
        return count;
    }

    private static string? TryOpenHandle(string full, out OpenFile? file)
    {
        file = null;
        try
        {
            file = new OpenFile(-1, File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return FileFault.FromException(error);
        }
    }

    private FileStatus Now()
    {
        if (handle is not null)
            return new FileStatus(FileKind.Regular, RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle).Ticks, 0);
        return UnixFile.TryStat(descriptor, out var status) == 0 ? status : default;
    }
}
