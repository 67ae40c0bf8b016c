using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuHost.Core.Tiers;

namespace GpuHost.Core.Measures;

/// <summary>
/// Hashes every run of eight bytes and keeps one hash in eight, those below 2^29; which are kept depends on the bytes alone, so that equal parts of
/// two files give equal hashes:
/// <code>
/// x = first four bytes * A XOR last four bytes * B         (little-endian words, 32 bits, overflow falls off)
/// hash = (x XOR x >> 15) * C
/// </code>
/// </summary>
internal static class Shingles
{
    /// <summary>Bytes of a run.</summary>
    public const int Bytes = 8;

    /// <summary>The factors of the definition; the kernel takes them as arguments.</summary>
    public const uint A = 0x9E3779B1;
    public const uint B = 0x85EBCA77;
    public const uint C = 0xC2B2AE3D;

    /// <summary>Hashes from here on are not kept.</summary>
    public const uint Limit = 1u << 29;

    private const int KeptMax = 512;        // kept hashes wait for each other, because a loop that ends after a few of them costs more than they do

    private static readonly ulong[] Moves = BuildMoves();

    /// <summary>Shows the hashes kept of a text to a signature and a sketch.</summary>
    /// <param name="tier">The tier to run.</param>
    /// <param name="text">The text; only runs that lie in it as a whole count.</param>
    /// <param name="sketch">Takes the hashes.</param>
    public static void Collect(Tier tier, ReadOnlySpan<byte> text, ContentSketch sketch)
    {
        var count = text.Length - Bytes + 1;
        if (count <= 0)
            return;
        ref var first = ref MemoryMarshal.GetReference(text);
        var done = tier switch
        {
            Tier.Avx512 => Collect512(ref first, count, sketch),
            Tier.Avx2 => Collect256(ref first, count, sketch),
            _ => 0,
        };
        for (; done < count; done++)
        {
            ref var run = ref Unsafe.Add(ref first, done);
            var mixed = (Unsafe.ReadUnaligned<uint>(ref run) * A) ^ (Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref run, 4)) * B);
            var hash = (mixed ^ (mixed >> 15)) * C;
            if (hash < Limit)
                sketch.Take(hash);
        }
    }

    /// <summary>
    /// Four loads, one byte apart, hold the words at 64 places; the words four bytes on are those of the next load of the same phase. What is kept of
    /// sixteen hashes moves together and is written behind what was kept before.
    /// </summary>
    [SkipLocalsInit]
    private static int Collect512(ref byte first, int count, ContentSketch sketch)
    {
        Span<uint> hashes = stackalloc uint[KeptMax + 16];
        ref var kept = ref MemoryMarshal.GetReference(hashes);
        var (at, waiting) = (0, 0);
        for (; at + 64 <= count; at += 64)
        {
            for (var phase = 0; phase < 4; phase++)
            {
                var left = Vector512.LoadUnsafe(ref first, (nuint)(at + phase)).AsUInt32();
                var right = Vector512.LoadUnsafe(ref first, (nuint)(at + phase + 4)).AsUInt32();
                var mixed = (left * A) ^ (right * B);
                var hash = (mixed ^ (mixed >> 15)) * C;
                var isKept = Vector512.LessThan(hash, Vector512.Create(Limit));
                Avx512F.Compress(Vector512<uint>.Zero, isKept, hash).StoreUnsafe(ref kept, (nuint)waiting);
                waiting += BitOperations.PopCount(isKept.ExtractMostSignificantBits());
            }

            if (waiting <= KeptMax - 64)
                continue;
            sketch.TakeAll(hashes[..waiting]);
            waiting = 0;
        }

        sketch.TakeAll(hashes[..waiting]);
        return at;
    }

    [SkipLocalsInit]
    private static int Collect256(ref byte first, int count, ContentSketch sketch)
    {
        Span<uint> hashes = stackalloc uint[KeptMax + 8];
        ref var kept = ref MemoryMarshal.GetReference(hashes);
        ref var moves = ref MemoryMarshal.GetArrayDataReference(Moves);
        var (at, waiting) = (0, 0);
        for (; at + 32 <= count; at += 32)
        {
            for (var phase = 0; phase < 4; phase++)
            {
                var left = Vector256.LoadUnsafe(ref first, (nuint)(at + phase)).AsUInt32();
                var right = Vector256.LoadUnsafe(ref first, (nuint)(at + phase + 4)).AsUInt32();
                var mixed = (left * A) ^ (right * B);
                var hash = (mixed ^ (mixed >> 15)) * C;
                var found = Vector256.LessThan(hash, Vector256.Create(Limit)).ExtractMostSignificantBits();
                var move = Avx2.ConvertToVector256Int32(Vector128.CreateScalarUnsafe(Unsafe.Add(ref moves, found)).AsByte()).AsUInt32();
                Avx2.PermuteVar8x32(hash, move).StoreUnsafe(ref kept, (nuint)waiting);
                waiting += BitOperations.PopCount(found);
            }

            if (waiting <= KeptMax - 32)
                continue;
            sketch.TakeAll(hashes[..waiting]);
            waiting = 0;
        }

        sketch.TakeAll(hashes[..waiting]);
        return at;
    }

    /// <summary>For each choice of eight lanes, one bit a lane, the numbers of those chosen, one byte each, in order.</summary>
    private static ulong[] BuildMoves()
    {
        var moves = new ulong[256];
        for (var choice = 0; choice < 256; choice++)
        {
            var place = 0;
            for (var lane = 0; lane < 8; lane++)
            {
                if ((choice & (1 << lane)) != 0)
                    moves[choice] |= (ulong)lane << (8 * place++);
            }
        }

        return moves;
    }
}
