using Microsoft.Win32.SafeHandles;

namespace GpuHost.Core.Intake;

/// <summary>
/// An open file as a stream that can seek. What was opened once is not looked up by its name again: that may stand for a pipe or for a file elsewhere by
/// then. It belongs to the open file.
/// </summary>
internal sealed class OpenFileStream(OpenFile file, SafeFileHandle handle) : Containers.ReadStream
{
    public override bool CanSeek => true;

    public override long Length => file.Opened.Size;

    public override long Position { get; set; }

    /// <summary>Reads on.</summary>
    /// <exception cref="FileChangedException">At the end: the file is not what it was when it was opened.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public override int Read(Span<byte> buffer)
    {
        var room = Math.Min(buffer.Length, Math.Max(0, Length - Position));
        var count = RandomAccess.Read(handle, buffer[..(int)room], Position);
        if (count == 0 && buffer.Length > 0 && !file.IsUnchanged())
            throw new FileChangedException();
        Position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            handle.Dispose();
        base.Dispose(disposing);
    }
}
