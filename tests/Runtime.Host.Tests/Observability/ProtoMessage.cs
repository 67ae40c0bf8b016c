using System.Buffers.Binary;
using System.Text;

namespace Runtime.Host.Tests.Observability;

/// <summary>One protobuf message by field numbers, without its schema.</summary>
public sealed class ProtoMessage
{
    private readonly List<(int Field, ulong Number, byte[]? Bytes)> fields = [];

    public ProtoMessage(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var tag = Varint(ref data);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((field, Varint(ref data), null));
                    break;
                case 1:
                    fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(data), null));
                    data = data[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref data);
                    fields.Add((field, 0, data[..length].ToArray()));
                    data = data[length..];
                    break;
                default:
                    fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(data), null));
                    data = data[4..];
                    break;
            }
        }
    }

    public IEnumerable<ProtoMessage> Messages(params int[] path) => path.Aggregate(
        new[] { this }.AsEnumerable(), (messages, field) => messages.SelectMany(message => message.All(field)));

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public string Hex(int field) => Convert.ToHexStringLower(Bytes(field));

    public long Number(int field) => (long)fields.FirstOrDefault(found => found.Field == field).Number;

    /// <summary>OTLP's attributes: text and whole numbers as text.</summary>
    public Dictionary<string, string> Attributes(int field) =>
        All(field).ToDictionary(pair => pair.Text(1), pair => pair.All(2).Select(ValueOf).FirstOrDefault() ?? "");

    private static string ValueOf(ProtoMessage any) => any.fields switch
    {
        [(1, _, { } text)] => Encoding.UTF8.GetString(text),
        [(3, var number, _)] => $"{(long)number}",
        _ => "",
    };

    private IEnumerable<ProtoMessage> All(int field) => fields.Where(found => found.Field == field).Select(found => new ProtoMessage(found.Bytes));

    private byte[] Bytes(int field) => fields.FirstOrDefault(found => found.Field == field).Bytes ?? [];

    private static ulong Varint(ref ReadOnlySpan<byte> data)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = data[0];
            data = data[1..];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }
    }
}
