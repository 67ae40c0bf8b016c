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

    public static TaskFailureDetails Read(ref ChunkReader from) => Read(ref from, InnerFailuresMax);

    private static TaskFailureDetails Read(ref ChunkReader from, int depth)
    {
        var type = from.Text();
        var message = from.Text();
        var stack = from.String();
        var properties = from.String() is { } json ? ReadProperties(json) : null;
        var inner = from.Byte() == 1 ? Read(ref from, depth > 0 ? depth - 1 : throw TooDeep()) : null;
        return new TaskFailureDetails(type, message, stack, inner, properties);
    }

    private static Dictionary<string, object?>? ReadProperties(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, object?>>(json);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException("The history holds a failure whose properties cannot be read.", error);
        }
    }

    private static InvalidDataException TooDeep() => new($"The history holds a failure with more than {InnerFailuresMax} inner failures.");

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
