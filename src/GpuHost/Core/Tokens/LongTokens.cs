using System.Buffers.Binary;

namespace GpuHost.Core.Tokens;

/// <summary>The thousand tokens that are too long for a key: runs of blanks, lines of signs, long words. Asked by their bytes.</summary>
internal sealed class LongTokens
{
    private const int SlotBits = 12;            // 1,030 tokens in 4,096 slots
    private const int SampleBytes = 8;

    private readonly Token[] slots = new Token[1 << SlotBits];
    private int longest;

    /// <summary>Adds a token.</summary>
    public void Add(ReadOnlySpan<byte> bytes, int rank)
    {
        var slot = Slot(bytes);
        while (slots[slot].Bytes is not null)
            slot = (slot + 1) & ((1 << SlotBits) - 1);
        slots[slot] = new Token(bytes.ToArray(), rank);
        longest = Math.Max(longest, bytes.Length);
    }

    /// <summary>The rank of a sequence of more than <see cref="Vocabulary.KeyBytesMax"/> bytes, or <see cref="Vocabulary.None"/>.</summary>
    public int Rank(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > longest)
            return Vocabulary.None;
        for (var slot = Slot(bytes); slots[slot].Bytes is { } token; slot = (slot + 1) & ((1 << SlotBits) - 1))
        {
            if (bytes.SequenceEqual(token))
                return slots[slot].Rank;
        }

        return Vocabulary.None;
    }

    private static int Slot(ReadOnlySpan<byte> bytes)
    {
        var head = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        var middle = BinaryPrimitives.ReadUInt64LittleEndian(bytes[((bytes.Length - SampleBytes) / 2)..]);
        var tail = BinaryPrimitives.ReadUInt64LittleEndian(bytes[^SampleBytes..]);
        var mixed = (head * 0x9E3779B97F4A7C15) ^ (middle * 0xC2B2AE3D27D4EB4F) ^ (tail * 0x165667B19E3779F9) ^ (ulong)bytes.Length;
        return (int)((mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15 >> (64 - SlotBits));
    }

    private readonly record struct Token(byte[]? Bytes, int Rank);
}
