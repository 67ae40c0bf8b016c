using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// The byte sequences of cl100k_base and their ranks. Read once, in the first use (<see cref="VocabularyFile"/>). Tokens of 8 to 15 bytes have a key of 16
/// bytes and stand in a table of numbers, which turns most other sequences away without a look at their keys:
/// <code>
/// key  = bytes, zeros, length
/// slot = 17 bits of the key's hash, 15 bits: number of the key + 1          zero when empty
/// </code>
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>The longest token that has a key; text must be readable this much and one byte more from each place.</summary>
    public const int KeyBytesMax = 15;

    /// <summary>The rank of what is no token.</summary>
    public const int None = int.MaxValue;

    private const int SlotBits = 16;            // 28,738 tokens in 65,536 slots
    private const int NumberBits = 15;
    private const ulong Mixer = 0x9E3779B97F4A7C15;

    private static readonly Lazy<Vocabulary> LazyShared = new(() => new Vocabulary());

    private readonly uint[] slots = new uint[1 << SlotBits];
    private readonly (Key Key, int Rank)[] keys = new (Key, int)[1 << NumberBits];
    private readonly ShortTokens shortOnes = new();
    private readonly int[] pairs = new int[65536];
    private int keyCount;
    private readonly LongTokens longOnes = new();

    private Vocabulary()
    {
        Array.Fill(pairs, None);
        Count = VocabularyFile.Read(Add);
    }

    /// <summary>The one copy.</summary>
    public static Vocabulary Shared => LazyShared.Value;

    /// <summary>The number of tokens.</summary>
    public int Count { get; }

    /// <summary>The rank of two bytes.</summary>
    public int RankOfPair(byte first, byte second) => pairs[(first << 8) | second];

    /// <summary>The rank of a sequence, or <see cref="None"/>.</summary>
    /// <param name="text">Its first byte; <see cref="KeyBytesMax"/> + 1 bytes can be read from there.</param>
    /// <param name="length">Its bytes.</param>
    public int Rank(ref byte text, int length)
    {
        if (length > KeyBytesMax)
            return longOnes.Rank(MemoryMarshal.CreateReadOnlySpan(ref text, length));
        if (length > ShortTokens.BytesMax)
            return RankOfKey(Key.Of(ref text, length));
        var mixed = ShortTokens.Mix(ref text, length);
        return shortOnes.Rank(mixed, shortOnes.First(mixed));
    }

    /// <summary>The ranks of two sequences, as <see cref="Rank"/>; what memory has to deliver for both is asked for at once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (int First, int Second) Ranks(ref byte first, int firstLength, ref byte second, int secondLength)
    {
        if (Math.Max(firstLength, secondLength) > ShortTokens.BytesMax)
            return (Rank(ref first, firstLength), Rank(ref second, secondLength));
        var (firstMixed, secondMixed) = (ShortTokens.Mix(ref first, firstLength), ShortTokens.Mix(ref second, secondLength));
        var (firstEntry, secondEntry) = (shortOnes.First(firstMixed), shortOnes.First(secondMixed));
        return (shortOnes.Rank(firstMixed, firstEntry), shortOnes.Rank(secondMixed, secondEntry));
    }

    private int RankOfKey(in Key key)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(slots);
        var hash = key.Hash();
        var mark = (uint)hash >> NumberBits;
        for (var slot = (int)(hash >> (64 - SlotBits)); ; slot = (slot + 1) & ((1 << SlotBits) - 1))
        {
            var entry = Unsafe.Add(ref table, slot);
            if (entry == 0)
                return None;
            if (entry >> NumberBits != mark)
                continue;
            ref var token = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(keys), (int)(entry & ((1 << NumberBits) - 1)) - 1);
            if (token.Key == key)
                return token.Rank;
        }
    }

    private void Add(Span<byte> token, int length, int rank)
    {
        if (length == 2)
            pairs[(token[0] << 8) | token[1]] = rank;
        if (length > KeyBytesMax)
        {
            longOnes.Add(token[..length], rank);
            return;
        }

        if (length <= ShortTokens.BytesMax)
        {
            shortOnes.Add(ShortTokens.Mix(ref token[0], length), rank);
            return;
        }

        var key = Key.Of(ref token[0], length);
        var hash = key.Hash();
        var slot = (int)(hash >> (64 - SlotBits));
        while (slots[slot] != 0)
            slot = (slot + 1) & ((1 << SlotBits) - 1);
        keys[keyCount++] = (key, rank);
        slots[slot] = (((uint)hash >> NumberBits) << NumberBits) | (uint)keyCount;
    }

    /// <summary>Up to 15 bytes and their length.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Key(ulong Low, ulong High)
    {
        private const ulong All = ulong.MaxValue;

        private static ReadOnlySpan<ulong> Masks =>
        [
            0, 0, All >> 56, 0, All >> 48, 0, All >> 40, 0, All >> 32, 0, All >> 24, 0, All >> 16, 0, All >> 8, 0,
            All, 0, All, All >> 56, All, All >> 48, All, All >> 40, All, All >> 32, All, All >> 24, All, All >> 16, All, All >> 8,
        ];

        /// <summary>The key of a sequence of 1 to 15 bytes. Masks by length, because lengths cannot be predicted.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Key Of(ref byte text, int length)
        {
            ref var masks = ref Unsafe.Add(ref MemoryMarshal.GetReference(Masks), 2 * length);
            var low = Unsafe.ReadUnaligned<ulong>(ref text) & masks;
            var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, 8)) & Unsafe.Add(ref masks, 1);
            return new Key(low, high | ((ulong)length << 56));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Hash()
        {
            var mixed = (Low ^ (High >> 29) ^ (High << 11)) * Mixer;
            return (mixed ^ (mixed >> 32)) * Mixer;
        }
    }
}
