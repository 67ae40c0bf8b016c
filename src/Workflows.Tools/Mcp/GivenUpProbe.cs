using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace Workflows.Tools.Mcp;

/// <summary>
/// What a client asked before it lost its patience. One that speaks the revision 2026-07-28 begins with server/discover, waits a few seconds and then
/// begins anew with initialize. A server that starts more slowly finds both; were it to answer the first, it could no longer take the second.
/// </summary>
internal static class GivenUpProbe
{
    /// <summary>Takes it off the input when both are there; leaves everything else.</summary>
    public static async Task SkipAsync(PipeReader input, CancellationToken cancellationToken)
    {
        var read = await input.ReadAsync(cancellationToken);
        input.AdvanceTo(StartOf(read.Buffer));
    }

    private static SequencePosition StartOf(ReadOnlySequence<byte> buffer)
    {
        var rest = new SequenceReader<byte>(buffer);
        for (var line = 0; ; line++)
        {
            var start = rest.Position;
            if (!rest.TryReadTo(out ReadOnlySequence<byte> message, (byte)'\n'))
                return buffer.Start;
            var method = MethodOf(message);
            if (method == RequestMethods.Initialize)
                return start;
            if (line == 0 && method != RequestMethods.ServerDiscover)
                return buffer.Start;
        }
    }

    private static string? MethodOf(ReadOnlySequence<byte> message)
    {
        try
        {
            using var json = JsonDocument.Parse(message);
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("method", out var method)
                && method.ValueKind == JsonValueKind.String ? method.GetString() : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;        // the server says what is wrong with it
        }
    }
}
