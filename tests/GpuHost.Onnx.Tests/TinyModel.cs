using System.Runtime.InteropServices;
using System.Text;

namespace GpuHost.Onnx.Tests;

/// <summary>
/// A model as bytes, written field by field as onnx.proto numbers them: it looks the vectors of tokens up in a table, so that what comes out can be
/// calculated by hand.
/// </summary>
internal static class TinyModel
{
    private const int Float = 1;
    private const int Int64 = 7;

    private const string States = "last_hidden_state";

    /// <summary>A model that gives each token its row of a table.</summary>
    public static byte[] Of(float[][] table, params string[] inputs) =>
        Model(table[0].Length, [Node("Gather", ["table", "input_ids"], States)], [Tensor("table", table)], inputs, States);

    /// <summary>One that has a place for some tokens only, as those with learned positions do; the places add nothing.</summary>
    public static byte[] WithPlaces(float[][] table, int places) => Model(
        table[0].Length,
        [
            Node("Gather", ["table", "input_ids"], "words"), Node("CumSum", ["attention_mask", "axis"], "numbers"),
            Node("Gather", ["places", "numbers"], "zeros"), Node("Add", ["words", "zeros"], States),
        ],
        [
            Tensor("table", table), Tensor("places", [.. Enumerable.Range(0, places + 1).Select(_ => new float[table[0].Length])]),
            Join(Number(1, 1), Number(2, Int64), Text(8, "axis"), Bytes(9, [1, 0, 0, 0, 0, 0, 0, 0])),
        ],
        ["input_ids", "attention_mask"],
        States);

    /// <summary>One that gives the mean of a text's rows, and nothing for its tokens.</summary>
    public static byte[] OfTexts(float[][] table, string output)
    {
        var axes = Bytes(5, Join(Text(1, "axes"), Number(8, 1), Number(20, 7)));
        var flat = Bytes(5, Join(Text(1, "keepdims"), Number(3, 0), Number(20, 2)));
        return Model(
            table[0].Length,
            [Node("Gather", ["table", "input_ids"], "words"), Join(Node("ReduceMean", ["words"], output), axes, flat)],
            [Tensor("table", table)],
            ["input_ids", "attention_mask"],
            output,
            isOneForEachText: true);
    }

    private static byte[] Model(int dimensions, byte[][] nodes, byte[][] tensors, string[] inputs, string output, bool isOneForEachText = false)
    {
        byte[][] shape = isOneForEachText ? [Named("texts"), Number(1, dimensions)] : [Named("texts"), Named("tokens"), Number(1, dimensions)];
        byte[][] graph =
        [
            .. nodes.Select(node => Bytes(1, node)), Text(2, "tiny"), .. tensors.Select(tensor => Bytes(5, tensor)),
            .. inputs.Select(name => Bytes(11, Value(name, Int64, Named("texts"), Named("tokens")))),
            Bytes(12, Value(output, Float, shape)),
        ];
        return Join(Number(1, 8), Bytes(7, Join(graph)), Bytes(8, Join(Text(1, ""), Number(2, 17))));
    }

    private static byte[] Node(string kind, string[] inputs, string output) =>
        Join([.. inputs.Select(input => Text(1, input)), Text(2, output), Text(4, kind)]);

    private static byte[] Tensor(string name, float[][] table) => Join(
        Number(1, table.Length), Number(1, table[0].Length), Number(2, Float), Text(8, name),
        Bytes(9, MemoryMarshal.AsBytes(table.SelectMany(row => row).ToArray().AsSpan()).ToArray()));

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
