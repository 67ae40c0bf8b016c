using System.Buffers.Binary;
using GpuHost.Core.Tokens;

namespace GpuHost.Core.Cuda.Batches;

/// <summary>
/// The vocabulary as the kernels look it up, in arrays without references: tokens up to 15 bytes in a table of 16-byte keys (bytes, zeros, length),
/// longer ones in a table of places, compared byte by byte. Tables are at most half full and searched slot after slot.
/// </summary>
internal sealed class VocabularyImage
{
    /// <summary>Mixes a key into a hash, twice with a fold between.</summary>
    public const ulong Mixer = 0x9E3779B97F4A7C15;

    private const int KeyBytesMax = 15;

    private static readonly Lazy<VocabularyImage> LazyShared = new(() => new VocabularyImage(VocabularyFile.ReadAll()));

    private VocabularyImage(IReadOnlyList<byte[]> tokens)
    {
        var shortOnes = tokens.Count(token => token.Length <= KeyBytesMax);
        (SlotBits, LongSlotBits) = (BitsFor(shortOnes), BitsFor(tokens.Count - shortOnes));
        Keys = new ulong[2 << SlotBits];
        Ranks = new uint[1 << SlotBits];
        LongSlots = new uint[1 << LongSlotBits];
        LongTokens = new uint[3 * (tokens.Count - shortOnes)];
        Pool = [.. tokens.Where(token => token.Length > KeyBytesMax).SelectMany(token => token)];
        TokenBytesMax = tokens.Max(token => token.Length);
        var (longOnes, pooled) = (0, 0);
        for (var rank = 0; rank < tokens.Count; rank++)
        {
            var token = tokens[rank];
            if (token.Length <= KeyBytesMax)
            {
                Add(token, (uint)rank);
                continue;
            }

            ReadOnlySpan<uint> entry = [(uint)pooled, (uint)token.Length, (uint)rank];
            entry.CopyTo(LongTokens.AsSpan(3 * longOnes));
            AddLong(token, (uint)++longOnes);
            pooled += token.Length;
        }
    }

    /// <summary>The one of cl100k_base.</summary>
    public static VocabularyImage Shared => LazyShared.Value;

    public int SlotBits { get; }

    public int LongSlotBits { get; }

    public int TokenBytesMax { get; }

    public ulong[] Keys { get; }

    public uint[] Ranks { get; }

    public uint[] LongSlots { get; }

    public uint[] LongTokens { get; }

    public byte[] Pool { get; }

    private static int BitsFor(int entries) => System.Numerics.BitOperations.Log2((uint)entries) + 2;

    private static ulong Mix(ulong value)
    {
        value *= Mixer;
        return (value ^ (value >> 32)) * Mixer;
    }

    private void Add(byte[] token, uint rank)
    {
        Span<byte> key = stackalloc byte[16];
        token.CopyTo(key);
        key[15] = (byte)token.Length;
        var (low, high) = (BinaryPrimitives.ReadUInt64LittleEndian(key), BinaryPrimitives.ReadUInt64LittleEndian(key[8..]));
        var slot = Mix(low ^ (high >> 29) ^ (high << 11)) >> (64 - SlotBits);
        while (Keys[(2 * slot) + 1] != 0)
            slot = (slot + 1) & ((1UL << SlotBits) - 1);
        (Keys[2 * slot], Keys[(2 * slot) + 1], Ranks[slot]) = (low, high, rank);
    }

    private void AddLong(byte[] token, uint number)
    {
        var ends = BinaryPrimitives.ReadUInt64LittleEndian(token)
            ^ (BinaryPrimitives.ReadUInt64LittleEndian(token.AsSpan(token.Length - 8)) * 3) ^ (ulong)token.Length;
        var slot = Mix(ends) >> (64 - LongSlotBits);
        while (LongSlots[slot] != 0)
            slot = (slot + 1) & ((1UL << LongSlotBits) - 1);
        LongSlots[slot] = number;
    }
}
