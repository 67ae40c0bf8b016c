using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GpuHost.Core.Digests;

/// <summary>
/// SHA-256 (FIPS 180-4) of sixteen messages at once, one in each 32-bit lane of a 512-bit vector. A lane that is done takes the next message.
/// A message of its own is faster with <see cref="System.Security.Cryptography.SHA256"/>; many small ones are faster here, because nothing is
/// set up for each.
/// </summary>
internal sealed unsafe class Sha256Lanes
{
    /// <summary>Messages that go side by side.</summary>
    public const int Lanes = 16;

    private const int BlockBytes = 64;

    private readonly uint[] state = GC.AllocateArray<uint>(8 * Lanes, pinned: true);         // word by word, lane by lane
    private readonly byte[] tails = GC.AllocateArray<byte>(Lanes * 2 * BlockBytes, pinned: true);
    private readonly int[] message = new int[Lanes];
    private readonly int[] blocks = new int[Lanes];
    private readonly bool[] isTail = new bool[Lanes];
    private int next;
    private int active;

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Avx512BW.IsSupported;

    /// <summary>Hashes messages, best sorted by length, longest first.</summary>
    /// <param name="memory">Pinned memory that holds all messages.</param>
    /// <param name="messages">Where each message begins and how many bytes it has.</param>
    /// <param name="digests">Takes 32 bytes for each message.</param>
    public void Hash(byte[] memory, ReadOnlySpan<(int Start, int Length)> messages, Span<byte> digests)
    {
        var sources = stackalloc byte*[Lanes];
        fixed (byte* bytes = memory, tail = tails)
        {
            (next, active) = (0, 0);
            for (var lane = 0; lane < Lanes; lane++)
                Load(lane, bytes, tail, messages, sources);
            while (active > 0)
            {
                var count = int.MaxValue;
                byte* busy = null;
                for (var lane = 0; lane < Lanes; lane++)
                {
                    if (message[lane] >= 0)
                    {
                        count = Math.Min(count, blocks[lane]);
                        busy = sources[lane];
                    }
                }

                for (var lane = 0; lane < Lanes; lane++)
                    sources[lane] = message[lane] >= 0 ? sources[lane] : busy;      // an idle lane reads along with a busy one
                Compress(ref MemoryMarshal.GetArrayDataReference(state), sources, count);
                for (var lane = 0; lane < Lanes; lane++)
                {
                    if (message[lane] >= 0 && (blocks[lane] -= count) == 0)
                        Step(lane, bytes, tail, messages, sources, digests);
                }
            }
        }
    }

    /// <summary>A lane has run out of blocks: on to the message's padded end, or its digest is there and the next message comes.</summary>
    private void Step(
        int lane, byte* bytes, byte* tail, ReadOnlySpan<(int Start, int Length)> messages, byte** sources, Span<byte> digests)
    {
        if (!isTail[lane])
        {
            UseTail(lane, bytes, tail, messages[message[lane]], sources);
            return;
        }

        var digest = digests.Slice(message[lane] * 32, 32);
        for (var word = 0; word < 8; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest[(word * 4)..], state[(word * Lanes) + lane]);
        active--;
        Load(lane, bytes, tail, messages, sources);
    }

    private void Load(int lane, byte* bytes, byte* tail, ReadOnlySpan<(int Start, int Length)> messages, byte** sources)
    {
        if (next == messages.Length)
        {
            message[lane] = -1;
            return;
        }

        ReadOnlySpan<uint> start =
            [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];
        for (var word = 0; word < 8; word++)
            state[(word * Lanes) + lane] = start[word];
        var (offset, length) = messages[next];
        (message[lane], blocks[lane], isTail[lane]) = (next++, length / BlockBytes, false);
        sources[lane] = bytes + offset;
        active++;
        if (blocks[lane] == 0)
            UseTail(lane, bytes, tail, (offset, length), sources);
    }

    private void UseTail(int lane, byte* bytes, byte* tail, (int Start, int Length) whole, byte** sources)
    {
        var rest = whole.Length % BlockBytes;
        var padded = new Span<byte>(tail + (lane * 2 * BlockBytes), 2 * BlockBytes);
        padded.Clear();
        new ReadOnlySpan<byte>(bytes + whole.Start + whole.Length - rest, rest).CopyTo(padded);
        padded[rest] = 0x80;
        blocks[lane] = rest + 9 <= BlockBytes ? 1 : 2;
        BinaryPrimitives.WriteInt64BigEndian(padded[((blocks[lane] * BlockBytes) - 8)..], whole.Length * 8L);
        sources[lane] = tail + (lane * 2 * BlockBytes);
        isTail[lane] = true;
    }

    private static void Compress(ref uint state, byte** sources, int count)
    {
        var words = stackalloc Vector512<uint>[16];
        ref var constants = ref MemoryMarshal.GetReference(Sha256Constants.Rounds);
        for (; count > 0; count--)
        {
            Transpose(sources, words);
            var (a, b, c, d) = (Row(ref state, 0), Row(ref state, 1), Row(ref state, 2), Row(ref state, 3));
            var (e, f, g, h) = (Row(ref state, 4), Row(ref state, 5), Row(ref state, 6), Row(ref state, 7));
            for (var round = 0; round < 64; round++)
            {
                var word = words[round & 15];
                var first = h + word + Vector512.Create(Unsafe.Add(ref constants, round)) + Avx512F.TernaryLogic(e, f, g, 0xCA)
                    + Avx512F.TernaryLogic(Avx512F.RotateRight(e, 6), Avx512F.RotateRight(e, 11), Avx512F.RotateRight(e, 25), 0x96);
                var second = Avx512F.TernaryLogic(a, b, c, 0xE8)
                    + Avx512F.TernaryLogic(Avx512F.RotateRight(a, 2), Avx512F.RotateRight(a, 13), Avx512F.RotateRight(a, 22), 0x96);
                (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
                var late = words[(round + 1) & 15];
                var early = words[(round + 14) & 15];
                words[round & 15] = word + words[(round + 9) & 15]
                    + Avx512F.TernaryLogic(Avx512F.RotateRight(late, 7), Avx512F.RotateRight(late, 18), late >> 3, 0x96)
                    + Avx512F.TernaryLogic(Avx512F.RotateRight(early, 17), Avx512F.RotateRight(early, 19), early >> 10, 0x96);
            }

            Add(ref state, 0, a);
            Add(ref state, 1, b);
            Add(ref state, 2, c);
            Add(ref state, 3, d);
            Add(ref state, 4, e);
            Add(ref state, 5, f);
            Add(ref state, 6, g);
            Add(ref state, 7, h);
            for (var lane = 0; lane < Lanes; lane++)
                sources[lane] += BlockBytes;
        }
    }

    /// <summary>Turns one block of each lane into sixteen vectors, one for each word of the blocks, in the machine's byte order.</summary>
    private static void Transpose(byte** sources, Vector512<uint>* words)
    {
        var half = Vector256.Create(Sha256Constants.SwapBytes, Sha256Constants.SwapBytes);
        var swap = Vector512.Create(half, half);
        var rows = stackalloc Vector512<uint>[16];
        for (var lane = 0; lane < Lanes; lane += 4)
        {
            var (r0, r1) = (Block(sources[lane], swap), Block(sources[lane + 1], swap));
            var (r2, r3) = (Block(sources[lane + 2], swap), Block(sources[lane + 3], swap));
            var (low01, high01) = (Avx512F.UnpackLow(r0, r1).AsUInt64(), Avx512F.UnpackHigh(r0, r1).AsUInt64());
            var (low23, high23) = (Avx512F.UnpackLow(r2, r3).AsUInt64(), Avx512F.UnpackHigh(r2, r3).AsUInt64());
            rows[lane] = Avx512F.UnpackLow(low01, low23).AsUInt32();
            rows[lane + 1] = Avx512F.UnpackHigh(low01, low23).AsUInt32();
            rows[lane + 2] = Avx512F.UnpackLow(high01, high23).AsUInt32();
            rows[lane + 3] = Avx512F.UnpackHigh(high01, high23).AsUInt32();
        }

        for (var word = 0; word < 4; word++)
        {
            // Each row now holds one word of four lanes in each quarter; quarters are gathered across the four rows of lanes.
            var left = Avx512F.Shuffle4x128(rows[word], rows[word + 4], 0x44);
            var leftHigh = Avx512F.Shuffle4x128(rows[word], rows[word + 4], 0xEE);
            var right = Avx512F.Shuffle4x128(rows[word + 8], rows[word + 12], 0x44);
            var rightHigh = Avx512F.Shuffle4x128(rows[word + 8], rows[word + 12], 0xEE);
            words[word] = Avx512F.Shuffle4x128(left, right, 0x88);
            words[word + 4] = Avx512F.Shuffle4x128(left, right, 0xDD);
            words[word + 8] = Avx512F.Shuffle4x128(leftHigh, rightHigh, 0x88);
            words[word + 12] = Avx512F.Shuffle4x128(leftHigh, rightHigh, 0xDD);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Block(byte* source, Vector512<byte> swap) =>
        Avx512BW.Shuffle(Vector512.Load(source), swap).AsUInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<uint> Row(ref uint state, int word) => Vector512.LoadUnsafe(ref state, (nuint)(word * Lanes));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref uint state, int word, Vector512<uint> value) =>
        (Row(ref state, word) + value).StoreUnsafe(ref state, (nuint)(word * Lanes));
}
