using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpuHost.Core.Tokens;

/// <summary>
/// The byte sequences of cl100k_base and their ranks. Read once, in the first use, from cl100k.gz: for each token in order of rank its length in
/// one byte and its bytes. Tokens up to 15 bytes lie in a table of 16-byte keys, the length in the last byte:
/// <code>key = bytes, zeros, length</code>
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>The longest token that has a key; text must be readable this much and one byte more from each place.</summary>
    public const int KeyBytesMax = 15;

    /// <summary>The rank of what is no token.</summary>
    public const int None = int.MaxValue;

    private const int SlotBits = 18;            // 100,256 tokens in 262,144 slots
    private const int FilterBits = 20;          // one bit a hash, 128 KB: nine of ten sequences that are no token end there
    private const ulong Mixer = 0x9E3779B97F4A7C15;

    private static readonly Lazy<Vocabulary> LazyShared = new(() => new Vocabulary());

    private readonly Key[] keys = new Key[1 << SlotBits];
    private readonly int[] ranks = new int[1 << SlotBits];
    private readonly int[] pairs = new int[65536];
    private readonly ulong[] filter = new ulong[1 << (FilterBits - 6)];
    private readonly Dictionary<string, int> longOnes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> findLong;

    private Vocabulary()
    {
        Array.Fill(pairs, None);
        findLong = longOnes.GetAlternateLookup<ReadOnlySpan<char>>();
        using var stream = typeof(Vocabulary).Assembly.GetManifestResourceStream(typeof(Vocabulary), "cl100k.gz")
            ?? throw new InvalidOperationException("The assembly does not contain cl100k.gz.");
        using var unzipped = new GZipStream(stream, CompressionMode.Decompress);
        Span<byte> token = stackalloc byte[256 + KeyBytesMax + 1];
        for (var length = unzipped.ReadByte(); length > 0; length = unzipped.ReadByte())
        {
            token.Clear();
            unzipped.ReadExactly(token[..length]);
            Add(token, length, Count++);
        }
    }

    /// <summary>The one copy.</summary>
    public static Vocabulary Shared => LazyShared.Value;

    /// <summary>The number of tokens.</summary>
    public int Count { get; private set; }

    /// <summary>The rank of two bytes.</summary>
    public int RankOfPair(byte first, byte second) => pairs[(first << 8) | second];

    /// <summary>The rank of a sequence, or <see cref="None"/>.</summary>
    /// <param name="text">Its first byte; <see cref="KeyBytesMax"/> + 1 bytes can be read from there.</param>
    /// <param name="length">Its bytes.</param>
    public int Rank(ref byte text, int length)
    {
        if (length > KeyBytesMax)
            return RankOfLong(MemoryMarshal.CreateReadOnlySpan(ref text, length));
        var key = Key.Of(ref text, length);
        var hash = key.Hash();
        if ((filter[(int)(hash >> (64 - FilterBits + 6))] & (1UL << (int)((hash >> (64 - FilterBits)) & 63))) == 0)
            return None;
        for (var slot = key.Slot(); keys[slot].High != 0; slot = (slot + 1) & ((1 << SlotBits) - 1))
        {
            if (keys[slot].Low == key.Low && keys[slot].High == key.High)
                return ranks[slot];
        }

        return None;
    }

    /// <summary>Whether a sequence that has a key is a token.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Contains(in Key key)
    {
        ref var table = ref MemoryMarshal.GetArrayDataReference(keys);
        for (var slot = key.Slot(); ; slot = (slot + 1) & ((1 << SlotBits) - 1))
        {
            ref var entry = ref Unsafe.Add(ref table, slot);
            if (entry.High == key.High && entry.Low == key.Low)
                return true;
            if (entry.High == 0)
                return false;
        }
    }

    private int RankOfLong(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > byte.MaxValue)
            return None;
        Span<char> symbols = stackalloc char[bytes.Length];
        for (var index = 0; index < bytes.Length; index++)
            symbols[index] = (char)bytes[index];
        return findLong.TryGetValue(symbols, out var rank) ? rank : None;
    }

    private void Add(Span<byte> token, int length, int rank)
    {
        if (length == 2)
            pairs[(token[0] << 8) | token[1]] = rank;
        if (length > KeyBytesMax)
        {
            longOnes.Add(string.Create(length, token[..length], (symbols, bytes) =>
            {
                for (var index = 0; index < bytes.Length; index++)
                    symbols[index] = (char)bytes[index];
            }), rank);
            return;
        }

        var key = Key.Of(ref token[0], length);
        var hash = key.Hash();
        filter[(int)(hash >> (64 - FilterBits + 6))] |= 1UL << (int)((hash >> (64 - FilterBits)) & 63);
        var slot = key.Slot();
        while (keys[slot].High != 0)
            slot = (slot + 1) & ((1 << SlotBits) - 1);
        (keys[slot], ranks[slot]) = (key, rank);
    }

    /// <summary>Up to 15 bytes and their length.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Key(ulong Low, ulong High)
    {
        /// <summary>The key of a sequence.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Key Of(ref byte text, int length)
        {
            var low = Unsafe.ReadUnaligned<ulong>(ref text);
            if (length <= 8)
                return new Key(low & (ulong.MaxValue >> (64 - (length * 8))), (ulong)length << 56);
            var high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, 8)) & (ulong.MaxValue >> (128 - (length * 8)));
            return new Key(low, high | ((ulong)length << 56));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Slot() => (int)(Hash() >> (64 - SlotBits));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public ulong Hash()
        {
            var mixed = (Low ^ (High >> 29) ^ (High << 11)) * Mixer;
            return (mixed ^ (mixed >> 32)) * Mixer;
        }
    }
}
