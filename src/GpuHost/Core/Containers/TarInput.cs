using System.Buffers.Binary;

namespace GpuHost.Core.Containers;

/// <summary>
/// A tar as the framework's reader sees it. That takes memory for a whole extended header, up to 2 GB, before it reads it; so a header that
/// announces a long one is refused here. It reads headers by themselves, in blocks of 512 bytes:
/// <code>124 size, 12 bytes: octal digits, or big endian with the first bit set | 156 type | 257 "ustar"</code>
/// </summary>
internal sealed class TarInput(Stream archive) : ReadStream
{
    private const int BlockBytes = 512;
    private const int HeaderBytesMax = 1024 * 1024;     // paths of 4 KB and attributes take a few of them
    private const int SizeAt = 124;
    private const int SizeBytes = 12;
    private const int TypeAt = 156;
    private const int MarkAt = 257;

    /// <summary>Bytes that were read.</summary>
    public long Total { get; private set; }

    public override int Read(Span<byte> buffer)
    {
        var count = buffer.Length == BlockBytes ? archive.ReadAtLeast(buffer, BlockBytes, throwOnEndOfStream: false) : archive.Read(buffer);
        Total += count;
        if (count == BlockBytes && IsExtended(buffer) && SizeOf(buffer) > HeaderBytesMax)
            throw new InvalidDataException($"an extended header has more than {HeaderBytesMax:N0} bytes");
        return count;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.Length == BlockBytes)
            return Read(buffer.Span);
        var count = await archive.ReadAsync(buffer, cancellationToken);
        Total += count;
        return count;
    }

    // Global and local attributes of POSIX, long names and long links of GNU.
    private static bool IsExtended(ReadOnlySpan<byte> block) =>
        block[TypeAt] is (byte)'g' or (byte)'x' or (byte)'L' or (byte)'K' && block[MarkAt..].StartsWith("ustar"u8);

    private static long SizeOf(ReadOnlySpan<byte> block)
    {
        var field = block.Slice(SizeAt, SizeBytes);
        if (field[0] >= 0x80)
            return field[1..4].ContainsAnyExcept((byte)0) ? long.MaxValue : BinaryPrimitives.ReadInt64BigEndian(field[4..]);
        var size = 0L;
        foreach (var digit in field)
        {
            if (digit is >= (byte)'0' and <= (byte)'7')
                size = (size << 3) + digit - '0';
        }

        return size;
    }
}
