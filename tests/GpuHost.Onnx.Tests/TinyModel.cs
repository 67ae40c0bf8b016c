using System.Runtime.InteropServices;
using System.Text;

namespace GpuHost.Onnx.Tests;

/// <summary>
/// A model as bytes, written field by field as onnx.proto numbers them: one node that looks the vectors of tokens up in a table, so that what comes out
/// can be calculated by hand.
/// </summary>
internal static class TinyModel
{
    private const int Float = 1;
    private const int Int64 = 7;

    public static byte[] Of(float[][] table, params string[] inputs)
    {
        var dimensions = table[0].Length;
        var node = Join(Text(1, "table"), Text(1, "input_ids"), Text(2, "last_hidden_state"), Text(4, "Gather"));
        var tensor = Join(
            Number(1, table.Length), Number(1, dimensions), Number(2, Float), Text(8, "table"),
            Bytes(9, MemoryMarshal.AsBytes(table.SelectMany(row => row).ToArray().AsSpan()).ToArray()));
        byte[][] graph =
        [
            Bytes(1, node), Text(2, "tiny"), Bytes(5, tensor),
            .. inputs.Select(name => Bytes(11, Value(name, Int64, Named("texts"), Named("tokens")))),
            Bytes(12, Value("last_hidden_state", Float, Named("texts"), Named("tokens"), Number(1, dimensions))),
        ];
        return Join(Number(1, 8), Bytes(7, Join(graph)), Bytes(8, Join(Text(1, ""), Number(2, 17))));
    }

    private static byte[] Value(string name, int type, params byte[][] dimensions) =>
        Join(Text(1, name), Bytes(2, Bytes(1, Join(Number(1, type), Bytes(2, Join([.. dimensions.Select(dimension => Bytes(1, dimension))]))))));

    private static byte[] Named(string name) => Text(2, name);

    private static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Bytes(int field, byte[] bytes) => Join(Varint((field << 3) | 2), Varint(bytes.Length), bytes);

    private static byte[] Number(int field, long value) => Join(Varint(field << 3), Varint(value));

    private static byte[] Varint(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        return [.. bytes, (byte)value];
    }

    private static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
