using System.IO.Compression;

namespace GpuHost.Core.Containers;

/// <summary>
/// A zip as the framework's reader sees it. That keeps the whole directory at the archive's end in memory before it gives the first member, whatever
/// its size; so what it reads until then is counted here.
/// </summary>
internal sealed class ZipInput : ReadStream
{
    private const int SearchBytes = 128 * 1024;     // the directory's end has a comment of up to 64 KB behind it, and is looked for from there

    private readonly Stream archive;
    private readonly int directoryBytesMax;
    private long bytes;
    private bool isListed;

    private ZipInput(Stream archive, int directoryBytesMax) => (this.archive, this.directoryBytesMax) = (archive, directoryBytesMax);

    public override bool CanSeek => true;

    public override long Length => archive.Length;

    public override long Position
    {
        get => archive.Position;
        set => archive.Position = value;
    }

    /// <summary>Opens an archive and reads its directory.</summary>
    /// <param name="archive">The archive; it can seek, and stays open.</param>
    /// <param name="directoryBytesMax">The most bytes of its directory.</param>
    /// <exception cref="InvalidDataException">It is no zip, damaged, cut short, or its directory is too large.</exception>
    public static ZipArchive Open(Stream archive, int directoryBytesMax)
    {
        var input = new ZipInput(archive, directoryBytesMax);
        var zip = new ZipArchive(input, ZipArchiveMode.Read);
        try
        {
            _ = zip.Entries.Count;
            input.isListed = true;
            return zip;
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var count = archive.Read(buffer);
        bytes += isListed ? 0 : count;
        return bytes <= directoryBytesMax + SearchBytes
            ? count : throw new InvalidDataException($"its directory has more than {directoryBytesMax:N0} bytes");
    }

    public override long Seek(long offset, SeekOrigin origin) => archive.Seek(offset, origin);
}
