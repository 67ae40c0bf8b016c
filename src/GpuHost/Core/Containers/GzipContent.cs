using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuHost.Core.Containers;

/// <summary>
/// The content of a gzip file. The framework's stream ends without a word where the file is cut short; RFC 1952 says how long the content of the last
/// member must be, in the file's last four bytes.
/// </summary>
internal sealed class GzipContent(Stream packed) : ReadStream
{
    private const int PackedBytesMin = 18;      // header and end, with nothing between them

    private readonly PackedSide side = new(packed);
    private GZipStream? unzipped;
    private long total;

    public override int Read(Span<byte> buffer)
    {
        unzipped ??= new GZipStream(side, CompressionMode.Decompress, leaveOpen: true);
        var count = unzipped.Read(buffer);
        total += count;
        return count;
    }

    /// <summary>Whether the content, read to its end, is shorter than the file says. Files of several members are believed.</summary>
    public bool IsCutShort() => side.Total < PackedBytesMin || (!side.HasMoreMembers && side.LastWord != (uint)total);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unzipped?.Dispose();
        base.Dispose(disposing);
    }

    private sealed class PackedSide(Stream packed) : ReadStream
    {
        private readonly byte[] last = new byte[4];
        public long Total { get; private set; }

        public bool HasMoreMembers { get; private set; }

        public uint LastWord => BinaryPrimitives.ReadUInt32LittleEndian(last);

        public override int Read(Span<byte> buffer)
        {
            var count = packed.Read(buffer);
            var bytes = buffer[..count];
            HasMoreMembers |= bytes[Math.Min(count, Total == 0 ? 3 : 0)..].IndexOf((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) >= 0;
            Total += count;
            var kept = bytes[Math.Max(0, count - 4)..];
            last.AsSpan(kept.Length).CopyTo(last);
            kept.CopyTo(last.AsSpan(4 - kept.Length));
            return count;
        }
    }
}
