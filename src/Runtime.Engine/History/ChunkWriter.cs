using System.Buffers.Binary;
using System.Text;

namespace Runtime.Engine.History;

/// <summary>
/// Writes the fields of a chunk. Integers are little-endian or 7-bit varints; a string is the varint of its UTF-8 length plus one (zero is null)
/// and its bytes.
/// </summary>
internal sealed class ChunkWriter
{
    private const int StartBytes = 256;         // a turn of one small activity takes about 120 bytes

    private byte[] buffer = new byte[StartBytes];
    private int used;

    public void Byte(byte value)
    {
        Reserve(1);
        buffer[used++] = value;
    }

    public void Int64(long value)
    {
        Reserve(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(buffer.AsSpan(used), value);
        used += sizeof(long);
    }

    public void Varint(long value)
    {
        Reserve(10);
        var rest = (ulong)value;
        while (rest >= 0x80)
        {
            buffer[used++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        buffer[used++] = (byte)rest;
    }

    public void String(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var bytes = Encoding.UTF8.GetByteCount(value);
        Varint(bytes + 1L);
        Reserve(bytes);
        used += Encoding.UTF8.GetBytes(value, buffer.AsSpan(used));
    }

    public void Time(DateTime? value) => Int64(value is { } time ? time.Ticks : -1);

    public void Map(IReadOnlyDictionary<string, string>? values)
    {
        Varint(values is null ? 0 : values.Count + 1L);
        foreach (var (key, value) in values ?? new Dictionary<string, string>())
        {
            String(key);
            String(value);
        }
    }

    public void Strings(IReadOnlyList<string> values)
    {
        Varint(values.Count);
        foreach (var value in values)
            String(value);
    }

    /// <summary>Leaves room for a length that <see cref="EndBlock"/> fills in.</summary>
    public int BeginBlock()
    {
        Reserve(sizeof(int));
        used += sizeof(int);
        return used;
    }

    public void EndBlock(int start) => BinaryPrimitives.WriteInt32LittleEndian(buffer.AsSpan(start - sizeof(int)), used - start);

    /// <summary>What was written; valid until the writer is used again.</summary>
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, used);

    public byte[] ToArray() => buffer.AsSpan(0, used).ToArray();

    public void Clear() => used = 0;

    private void Reserve(int bytes)
    {
        if (buffer.Length - used >= bytes)
            return;
        Array.Resize(ref buffer, Math.Max(buffer.Length * 2, used + bytes));
    }
}
