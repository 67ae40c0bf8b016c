using System.Buffers.Binary;
using System.Text;

namespace Runtime.Engine.History;

/// <summary>Reads what <see cref="ChunkWriter"/> wrote. Bytes that do not fit the format throw <see cref="InvalidDataException"/>.</summary>
internal ref struct ChunkReader(ReadOnlySpan<byte> bytes, int depth = 0)
{
    private const int DepthMax = 8;         // a snapshot holds messages, and nothing holds a snapshot

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    public readonly bool AtEnd => at >= bytes.Length;

    public byte Byte() => Take(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public long Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return (long)value;
        }

        throw Broken();
    }

    public int Int32()
    {
        var value = Varint();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Broken();
    }

    public string? String()
    {
        var length = Varint();
        if (length == 0)
            return null;
        return length is > 0 and <= int.MaxValue ? Encoding.UTF8.GetString(Take((int)(length - 1))) : throw Broken();
    }

    public string Text() => String() ?? throw Broken();

    public DateTime? Time()
    {
        var ticks = Int64();
        if (ticks == -1)
            return null;
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : throw Broken();
    }

    public Dictionary<string, string>? Map()
    {
        var count = Varint();
        if (count == 0)
            return null;
        var values = new Dictionary<string, string>();
        for (var i = 1; i < count; i++)
            values[Text()] = Text();
        return values;
    }

    public List<string> Strings()
    {
        var count = Int32();
        var values = new List<string>(Math.Clamp(count, 0, 1024));
        for (var i = 0; i < count; i++)
            values.Add(Text());
        return values;
    }

    /// <summary>A reader over the next block; this one goes on behind it.</summary>
    public ChunkReader Block() => depth < DepthMax ? new(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)))), depth + 1) : throw Broken();

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || bytes.Length - at < count)
            throw Broken();
        var taken = bytes.Slice(at, count);
        at += count;
        return taken;
    }

    private static InvalidDataException Broken() => new("The history chunk ends early or holds a value out of range.");
}
