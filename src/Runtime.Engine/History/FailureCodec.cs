using System.Text.Json;
using Microsoft.DurableTask;

namespace Runtime.Engine.History;

/// <summary>
/// A failure as fields: type, message, stack trace, properties (JSON object, or null), then the inner failure (1 byte whether there is one).
/// </summary>
internal static class FailureCodec
{
    private const int InnerFailuresMax = 16;        // a chain that deep is a loop in somebody's exception types

    public static void Write(ChunkWriter to, TaskFailureDetails failure) => Write(to, failure, InnerFailuresMax);

    public static TaskFailureDetails Read(ref ChunkReader from)
    {
        var type = from.Text();
        var message = from.Text();
        var stack = from.String();
        var properties = from.String() is { } json ? JsonSerializer.Deserialize<Dictionary<string, object?>>(json) : null;
        var inner = from.Byte() == 1 ? Read(ref from) : null;
        return new TaskFailureDetails(type, message, stack, inner, properties);
    }

    private static void Write(ChunkWriter to, TaskFailureDetails failure, int depth)
    {
        to.String(failure.ErrorType);
        to.String(failure.ErrorMessage);
        to.String(failure.StackTrace);
        to.String(failure.Properties is null ? null : JsonSerializer.Serialize(failure.Properties));
        var inner = depth > 0 ? failure.InnerFailure : null;
        to.Byte(inner is null ? (byte)0 : (byte)1);
        if (inner is not null)
            Write(to, inner, depth - 1);
    }
}
