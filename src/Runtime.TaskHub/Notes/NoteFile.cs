using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Notes;

/// <summary>
/// What activities came to, in a small file mapped into memory: a note costs a copy and no system call, and the kernel keeps it when the process is
/// killed. It is not flushed: after the loss of the machine (another boot) it is not believed. Segments take turns; one is written over when all its
/// notes are forgotten. When none is, nothing is noted, and an activity may run again, which is the promise without notes.
/// </summary>
internal sealed unsafe class NoteFile : IDisposable
{
    private const int SegmentCount = 4;
    private const int SegmentBytes = 512 * 1024;
    private const int OutcomeBytesMax = 64 * 1024;
    private const int SegmentHeaderBytes = 16;      // generation (4), nothing (12)
    private const int FileHeaderBytes = 4096;       // magic (8), opening (8), boot (16)
    private const long Magic = 0x31534554_4F4E4657; // 'WFNOTES1'

    private readonly Lock gate = new();
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly int[] live = new int[SegmentCount];
    private readonly byte* start;
    private uint generation;
    private int current;
    private int used = SegmentBytes;                // the first note begins a segment
    private bool closed;

    private NoteFile(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
    }

    private static long BytesOfAll => FileHeaderBytes + ((long)SegmentCount * SegmentBytes);

    /// <summary>Makes an empty file. Its blocks are written, so that a note needs no room that a full disk does not have.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static NoteFile Create(string path, long opening, Guid boot)
    {
        var content = new byte[BytesOfAll];
        BinaryPrimitives.WriteInt64LittleEndian(content, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(content.AsSpan(8), opening);
        boot.TryWriteBytes(content.AsSpan(16));
        File.WriteAllBytes(path, content);
        return new NoteFile(path);
    }

    /// <summary>Reads the notes of a file that an earlier process wrote.</summary>
    /// <returns>Its live notes; none when it belongs to another opening of the hub, or another boot of the machine.</returns>
    public static IReadOnlyList<OutcomeNote> Read(string path, long opening, Guid boot)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != BytesOfAll)
            return [];
        var content = File.ReadAllBytes(path);
        if (BinaryPrimitives.ReadInt64LittleEndian(content) != Magic || BinaryPrimitives.ReadInt64LittleEndian(content.AsSpan(8)) != opening
            || new Guid(content.AsSpan(16, 16)) != boot)
            return [];
        return [.. Enumerable.Range(0, SegmentCount).SelectMany(segment => ReadSegment(content.AsMemory(OffsetOf(segment), SegmentBytes)))];
    }

    /// <summary>Notes an outcome.</summary>
    /// <returns>The note's number; 0 when there is no room for it.</returns>
    public long Add(long run, long execution, HistoryEvent outcome)
    {
        var bytes = HistoryCodec.EncodeForNow(outcome);
        if (bytes.Length > OutcomeBytesMax)
            return 0;
        var size = NoteRecord.SizeOf(bytes.Length);
        lock (gate)
        {
            if (closed || (used + size > SegmentBytes && !TryTurn()))
                return 0;
            var offset = OffsetOf(current) + used;
            NoteRecord.Write(new Span<byte>(start + offset, size), generation, run, execution, bytes);
            used += size;
            live[current]++;
            return offset;
        }
    }

    /// <summary>Forgets a note.</summary>
    public void Remove(long note)
    {
        lock (gate)
        {
            if (closed)
                return;
            *(int*)(start + note + NoteRecord.LiveOffset) = 0;
            live[(note - FileHeaderBytes) / SegmentBytes]--;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (closed)
                return;
            closed = true;
        }

        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private static int OffsetOf(int segment) => FileHeaderBytes + (segment * SegmentBytes);

    private static IEnumerable<OutcomeNote> ReadSegment(ReadOnlyMemory<byte> segment) =>
        NoteRecord.ReadLive(segment[SegmentHeaderBytes..], BinaryPrimitives.ReadUInt32LittleEndian(segment.Span));

    /// <summary>Goes on in a segment of which every note is forgotten; its old records no longer count, for their generation is another.</summary>
    private bool TryTurn()
    {
        var next = Array.IndexOf(live, 0);
        if (next < 0)
            return false;
        current = next;
        used = SegmentHeaderBytes;
        *(uint*)(start + OffsetOf(next)) = ++generation;
        return true;
    }
}
