using System.Buffers.Binary;

namespace GpuHost.Tests.Fuzz;

/// <summary>Changes that make a good document a bad one.</summary>
internal static class Mutations
{
    // Marks, lengths and ends that readers look for.
    private static readonly byte[][] Telling =
    [
        [.. "PK\x03\x04"u8], [.. "PK\x01\x02"u8], [.. "PK\x05\x06"u8], [.. "PK\x06\x06"u8], [.. "PK\x07\x08"u8], [0x1F, 0x8B, 8], [.. "ustar\0"u8], [.. "ustar  "u8],
        [0xFF, 0xFE], [0xFE, 0xFF], [0xEF, 0xBB, 0xBF], [0, 0, 0, 0, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0, 0, 0, 0, 0, 0x7F, 0xFF, 0xFF, 0xFF],
        [.. "77777777777\0"u8], [.. "00000000000\0"u8], [.. "99 path=x\n"u8], [0xD8, 0x00], [0x00, 0xDC], [(byte)'x'], [(byte)'L'], [(byte)'='], [.. "\r\n"u8],
    ];

    private static readonly int[] Numbers = [0, 1, -1, 2, 127, 128, 255, 256, 511, 512, 513, short.MaxValue, ushort.MaxValue, int.MaxValue, int.MinValue];

    /// <summary>A document with a few changes; <paramref name="other"/> is one to take parts from.</summary>
    public static byte[] Of(byte[] good, byte[] other, Random random)
    {
        var bytes = new List<byte>(good);
        for (var change = random.Next(1, 6); change > 0 && bytes.Count > 0; change--)
            Change(bytes, other, random);
        return [.. bytes];
    }

    /// <summary>Bytes of any value, of few values, or of one.</summary>
    public static byte[] Noise(int length, Random random)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        var kind = random.Next(3);
        for (var index = 0; kind > 0 && index < length; index++)
            bytes[index] = kind == 1 ? (byte)(bytes[index] % 4) : (byte)random.Next(32, 127);
        return bytes;
    }

    private static void Change(List<byte> bytes, byte[] other, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            case 2:
                Overwrite(bytes, at, Telling[random.Next(Telling.Length)]);
                break;
            case 3:
                var number = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(number, Numbers[random.Next(Numbers.Length)]);
                Overwrite(bytes, at, number.AsSpan(0, random.Next(2) == 0 ? 2 : 4));
                break;
            case 4:
                bytes.RemoveRange(at, random.Next(Math.Min(bytes.Count - at, 64)) + 1);
                break;
            case 5:
                bytes.RemoveRange(at, bytes.Count - at);        // cut short
                break;
            case 6:
                var from = random.Next(bytes.Count);
                bytes.InsertRange(at, bytes.GetRange(from, random.Next(Math.Min(bytes.Count - from, 600)) + 1));        // a part stands twice
                break;
            default:
                if (other.Length == 0)
                    break;
                var start = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(start, random.Next(Math.Min(other.Length - start, 600)) + 1).ToArray());
                break;
        }
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> value)
    {
        for (var index = 0; index < value.Length && at + index < bytes.Count; index++)
            bytes[at + index] = value[index];
    }
}
