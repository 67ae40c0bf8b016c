using System.Buffers.Binary;
using System.Numerics;
using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Notes;

/// <summary>
/// One note as bytes, little-endian: length of the outcome (4), checksum (4), live (4), generation of the segment (4), run (8), execution (8), the
/// outcome as <see cref="HistoryCodec.EncodeEvent"/> writes it. The checksum (CRC-32C) is over all but itself and the live mark.
/// </summary>
internal static class NoteRecord
{
    public const int HeaderBytes = 32;
    public const int LiveOffset = 8;

    private const int Alignment = 8;

    /// <summary>Size of a note in the file.</summary>
    public static int SizeOf(int outcomeBytes) => (HeaderBytes + outcomeBytes + Alignment - 1) & -Alignment;

    /// <summary>Writes a live note.</summary>
    public static void Write(Span<byte> record, uint generation, long run, long execution, ReadOnlySpan<byte> outcome)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, outcome.Length);
        BinaryPrimitives.WriteInt32LittleEndian(record[LiveOffset..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], generation);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], run);
        BinaryPrimitives.WriteInt64LittleEndian(record[24..], execution);
        outcome.CopyTo(record[HeaderBytes..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Checksum(record[..(HeaderBytes + outcome.Length)]));
    }

    /// <summary>Reads the notes of a segment up to the first that is not whole: a process may be lost while it writes.</summary>
    public static IEnumerable<OutcomeNote> ReadLive(ReadOnlyMemory<byte> records, uint generation)
    {
        for (var offset = 0; TryMeasure(records.Span[offset..], generation, out var bytes); offset += SizeOf(bytes))
        {
            if (Read(records.Span[offset..], bytes) is { } note)
                yield return note;
            if (offset + SizeOf(bytes) > records.Length)
                yield break;
        }
    }

    private static bool TryMeasure(ReadOnlySpan<byte> record, uint generation, out int outcomeBytes)
    {
        outcomeBytes = record.Length < HeaderBytes ? 0 : BinaryPrimitives.ReadInt32LittleEndian(record);
        return outcomeBytes > 0 && outcomeBytes <= record.Length - HeaderBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(record[12..]) == generation
            && BinaryPrimitives.ReadUInt32LittleEndian(record[4..]) == Checksum(record[..(HeaderBytes + outcomeBytes)]);
    }

    private static OutcomeNote? Read(ReadOnlySpan<byte> record, int outcomeBytes)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(record[LiveOffset..]) == 0)
            return null;
        var run = BinaryPrimitives.ReadInt64LittleEndian(record[16..]);
        var execution = BinaryPrimitives.ReadInt64LittleEndian(record[24..]);
        return new OutcomeNote(0, run, execution, HistoryCodec.DecodeEvent(record.Slice(HeaderBytes, outcomeBytes)));
    }

    private static uint Checksum(ReadOnlySpan<byte> record)
    {
        var checksum = BitOperations.Crc32C(uint.MaxValue, BinaryPrimitives.ReadUInt32LittleEndian(record));
        var rest = record[12..];
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        foreach (var one in rest)
            checksum = BitOperations.Crc32C(checksum, one);
        return checksum;
    }
}
