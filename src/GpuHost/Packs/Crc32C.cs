using System.Numerics;
using System.Runtime.InteropServices;

namespace GpuHost.Packs;

/// <summary>CRC-32C (Castagnoli, as in RFC 3720), by the processor's instruction where it has one.</summary>
internal static class Crc32C
{
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Goes on with a sum that began with all ones and is inverted at the end.</summary>
    public static uint Add(uint sum, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            sum = BitOperations.Crc32C(sum, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        foreach (var last in bytes[(words.Length * sizeof(ulong))..])
            sum = BitOperations.Crc32C(sum, last);
        return sum;
    }
}
