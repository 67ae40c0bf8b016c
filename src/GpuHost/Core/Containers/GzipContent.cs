using System.Buffers.Binary;
using System.IO.Compression;

namespace GpuHost.Core.Containers;

/// <summary>
/// The content of a gzip file. The framework's stream ends without a word where the file is cut short; RFC 1952 says how long the content of each member
/// must be, in the member's last four bytes.
/// </summary>
internal sealed class GzipContent : ReadStream
{
    private const int PackedBytesMin = 18;      // header and end, with nothing between them

    private readonly PackedSide side;
    private GZipStream? unzipped;
    private long total;

    public GzipContent(Stream packed) => side = new PackedSide(packed, () => total);

    public override int Read(Span<byte> buffer)
    {
        unzipped ??= new GZipStream(side, CompressionMode.Decompress, leaveOpen: true);
        var count = unzipped.Read(buffer);
        total += count;
        return count;
    }

    /// <summary>Whether the content, read to its end, is shorter than the file says.</summary>
    public bool IsCutShort() => side.Total < PackedBytesMin || !side.EndsMember();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            unzipped?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>
    /// What is unpacked, given out so that a part ends before each three bytes that may begin a member. Who asks for the next part has unpacked all
    /// before it: so the content's length there tells whether a member ends.
    /// </summary>
    private sealed class PackedSide(Stream packed, Func<long> unpacked) : ReadStream
    {
        private static ReadOnlySpan<byte> Begin => [0x1F, 0x8B, 8];

        private readonly byte[] waiting = new byte[8 * 1024];
        private readonly byte[] last = new byte[4];
        private int from;
        private int to;
        private bool isEnd;
        private long memberFrom;

        public long Total { get; private set; }

        /// <summary>Whether what was given out last says the length of what was unpacked since a member began.</summary>
        public bool EndsMember() => BinaryPrimitives.ReadUInt32LittleEndian(last) == (uint)(unpacked() - memberFrom);

        public override int Read(Span<byte> buffer)
        {
            if (buffer.Length == 0)
                return 0;
            Fill();
            var bytes = waiting.AsSpan(from, to - from);
            if (Total > 0 && bytes.StartsWith(Begin) && EndsMember())
                memberFrom = unpacked();
            var count = Math.Min(buffer.Length, NextBegin(bytes));
            bytes = bytes[..count];
            bytes.CopyTo(buffer);
            from += count;
            Total += count;
            var kept = bytes[Math.Max(0, count - 4)..];
            last.AsSpan(kept.Length).CopyTo(last);
            kept.CopyTo(last.AsSpan(4 - kept.Length));
            return count;
        }

        private void Fill()
        {
            if (to - from >= Begin.Length || isEnd)
                return;
            waiting.AsSpan(from, to - from).CopyTo(waiting);
            (from, to) = (0, to - from);
            while (to < Begin.Length && !isEnd)
            {
                var count = packed.Read(waiting.AsSpan(to));
                (to, isEnd) = (to + count, count == 0);
            }
        }

        /// <summary>Where the next member may begin, behind the first byte; the beginning of one at the end is kept until the rest is there.</summary>
        private int NextBegin(ReadOnlySpan<byte> bytes)
        {
            if (bytes.Length == 0)
                return 0;
            if (bytes[1..].IndexOf(Begin) is >= 0 and var found)
                return found + 1;
            if (isEnd)
                return bytes.Length;
            return bytes[^1] == Begin[0] ? bytes.Length - 1 : bytes.EndsWith(Begin[..2]) ? bytes.Length - 2 : bytes.Length;
        }
    }
}
