using System.IO.Compression;

namespace GpuHost.Core.Containers;

/// <summary>
/// A zip as the framework's reader sees it. That keeps the whole directory at the archive's end in memory before it gives the first member, whatever
/// its size; so what it reads until then is counted here.
/// </summary>
internal sealed class ZipInput : ReadStream
{
    private const int SearchBytes = 128 * 1024;     // the directory's end has a comment of up to 64 KB behind it, and is looked for from there

    private const int HeaderBytesMin = 46;          // of a member in the directory

    private readonly Stream archive;
    private readonly int directoryBytesMax;
    private readonly int membersMax;
    private readonly byte[] end = new byte[3];      // of what was read before: a mark may lie across
    private long bytes;
    private long members;
    private bool isListed;

    private ZipInput(Stream archive, int directoryBytesMax, int membersMax) =>
        (this.archive, this.directoryBytesMax, this.membersMax) = (archive, directoryBytesMax, membersMax);

    private static ReadOnlySpan<byte> Mark => "PK\x01\x02"u8;

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
    /// <param name="membersMax">The most members, each of which takes memory whatever its name's length; a few thousand more may pass.</param>
    /// <exception cref="InvalidDataException">It is no zip, damaged, cut short, or its directory is too large.</exception>
    /// <exception cref="ContainerException">It has too many members.</exception>
    public static ZipArchive Open(Stream archive, int directoryBytesMax, int membersMax = int.MaxValue)
    {
        var input = new ZipInput(archive, directoryBytesMax, membersMax);
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
        if (isListed)
            return count;
        bytes += count;
        members += Marks(buffer[..count]);
        if (members > (long)membersMax + (SearchBytes / HeaderBytesMin))       // what the search for the end reads is read twice
            throw new ContainerException($"it has more than {membersMax:N0} members");
        return bytes <= directoryBytesMax + SearchBytes
            ? count : throw new InvalidDataException($"its directory has more than {directoryBytesMax:N0} bytes");
    }

    public override long Seek(long offset, SeekOrigin origin) => archive.Seek(offset, origin);

    // Not by the number that the archive says: that is compared only when all of them are in memory.
    private int Marks(ReadOnlySpan<byte> read)
    {
        var across = (Span<byte>)stackalloc byte[6];
        end.CopyTo(across);
        var head = read[..Math.Min(3, read.Length)];
        head.CopyTo(across[3..]);
        var found = across[..(3 + head.Length)].Count(Mark) + read.Count(Mark);
        if (read.Length >= 3)
            read[^3..].CopyTo(end);
        else
            Array.Clear(end);
        return found;
    }
}
