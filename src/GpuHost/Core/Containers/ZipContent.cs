using System.IO.Compression;
using System.IO.Hashing;

namespace GpuHost.Core.Containers;

/// <summary>
/// The content of a zip's member, which must have the size and the CRC-32 that the archive's directory says. The framework's reader compares neither:
/// a content cut short, or another one, would pass for the member.
/// </summary>
/// <param name="data">The content.</param>
/// <param name="length">Its size as the directory says.</param>
/// <param name="checksum">Its CRC-32 as the directory says.</param>
internal sealed class ZipContent(Stream data, long length, uint checksum) : ReadStream
{
    /// <summary>What is wrong with a content of another checksum.</summary>
    public const string WrongChecksum = "its checksum is not the one that the archive says";

    private const string WrongSize = "its content does not have the size that the archive says";

    private readonly Crc32 sum = new();
    private long total;

    public ZipContent(ZipArchiveEntry entry, Stream data)
        : this(data, entry.Length, entry.Crc32)
    {
    }

    /// <summary>Whether the end throws <see cref="InvalidDataException"/> when something is wrong, for readers that must not take the bytes then.</summary>
    public bool ThrowsAtEnd { get; init; }

    /// <summary>What is wrong with the content, once it was read to its end; null when it is the one that was packed.</summary>
    public string? Fault { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var count = data.Read(buffer);
        total += count;
        sum.Append(buffer[..count]);
        if (count > 0 || buffer.Length == 0)
            return count;
        Fault = total != length ? WrongSize : sum.GetCurrentHashAsUInt32() != checksum ? WrongChecksum : null;
        return ThrowsAtEnd && Fault is not null ? throw new InvalidDataException(Fault) : 0;
    }
}
