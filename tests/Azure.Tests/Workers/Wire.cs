using System.Buffers.Binary;
using System.Text;

namespace Azure.Tests.Workers;

/// <summary>As much of protocol buffers as messages between host and worker need: texts, numbers and messages, by field number.</summary>
internal sealed class Wire
{
    private readonly List<(int Field, byte[] Value)> fields = [];

    public static Wire Parse(ReadOnlySpan<byte> message)
    {
        var parsed = new Wire();
        while (message.Length > 0)
        {
            var tag = Number(ref message);
            var value = (tag & 7) switch
            {
                0 => BitConverter.GetBytes(Number(ref message)),
                1 => Take(ref message, 8),
                2 => Take(ref message, (int)Number(ref message)),
                5 => Take(ref message, 4),
                var kind => throw new InvalidDataException($"There is no kind {kind} of fields."),
            };
            parsed.fields.Add(((int)(tag >> 3), value));
        }

        return parsed;
    }

    public Wire With(int field, string text) => With(field, Encoding.UTF8.GetBytes(text));

    public Wire With(int field, Wire message) => With(field, message.ToBytes());

    public Wire With(int field, byte[] bytes)
    {
        fields.Add((field, bytes));
        return this;
    }

    public bool Has(int field) => fields.Exists(candidate => candidate.Field == field);

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public Wire Message(int field) => Parse(Bytes(field));

    public IEnumerable<byte[]> All(int field) => fields.Where(candidate => candidate.Field == field).Select(candidate => candidate.Value);

    public long Number(int field) => Has(field) ? BinaryPrimitives.ReadInt64LittleEndian(Bytes(field)) : 0;

    /// <summary>The message, as texts and messages alone: numbers are read here and never written.</summary>
    public byte[] ToBytes()
    {
        var bytes = new List<byte>();
        foreach (var (field, value) in fields)
        {
            Write(bytes, ((uint)field << 3) | 2);
            Write(bytes, (uint)value.Length);
            bytes.AddRange(value);
        }

        return [.. bytes];
    }

    private byte[] Bytes(int field) => Has(field) ? All(field).Last() : [];

    private static byte[] Take(ref ReadOnlySpan<byte> message, int length)
    {
        var taken = message[..length].ToArray();
        message = message[length..];
        return taken;
    }

    private static ulong Number(ref ReadOnlySpan<byte> message)
    {
        ulong number = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[0];
            message = message[1..];
            number |= (ulong)(part & 127) << shift;
            if (part < 128)
                return number;
        }
    }

    private static void Write(List<byte> bytes, uint number)
    {
        for (; number >= 128; number >>= 7)
            bytes.Add((byte)(number | 128));
        bytes.Add((byte)number);
    }
}
