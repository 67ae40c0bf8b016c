using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Triggers;

/// <summary>Between bytes and the types of parameters and results: text, bytes, and everything else as JSON.</summary>
internal static class ContentReader
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    /// <summary>Reads bytes as a parameter's type.</summary>
    /// <exception cref="FormatException">They are not the JSON that the type asks for.</exception>
    public static async ValueTask<object?> ReadAsync(ReadOnlyMemory<byte> bytes, Type type, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (type == typeof(string))
            return Encoding.UTF8.GetString(bytes.Span.StartsWith(Encoding.UTF8.Preamble) ? bytes.Span[Encoding.UTF8.Preamble.Length..] : bytes.Span);
        if (type == typeof(byte[]))
            return bytes.ToArray();
        if (type == typeof(BinaryData))
            return BinaryData.FromBytes(bytes);
        try
        {
            using var stream = new MemoryStream(bytes.ToArray(), writable: false);
            return services.GetService<IOptions<WorkerOptions>>()?.Value.Serializer is { } serializer
                ? await serializer.DeserializeAsync(stream, type, cancellationToken)
                : await JsonSerializer.DeserializeAsync(stream, type, Json, cancellationToken);
        }
        catch (JsonException error)
        {
            throw new FormatException($"The content is not the JSON that {type.Name} asks for: {error.Message}", error);
        }
    }

    /// <summary>The bytes of a function's result.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> WriteAsync(object value, IServiceProvider services, CancellationToken cancellationToken)
    {
        switch (value)
        {
            case string text:
                return Encoding.UTF8.GetBytes(text);
            case byte[] bytes:
                return bytes;
            case BinaryData data:
                return data.ToMemory();
            case ReadOnlyMemory<byte> memory:
                return memory;
        }
        if (services.GetService<IOptions<WorkerOptions>>()?.Value.Serializer is { } serializer)
            return (await serializer.SerializeAsync(value, value.GetType(), cancellationToken)).ToMemory();
        return JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Json);
    }

    /// <summary>The top members of a JSON object that are texts, numbers or truth values; none for anything else.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Members(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Span[0] is not ((byte)'{' or (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t' or 0xEF))
            return [];
        try
        {
            using var document = JsonDocument.Parse(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return [];
            return [.. document.RootElement.EnumerateObject()
                .Where(member => member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                .Select(member => KeyValuePair.Create(member.Name, (object?)member.Value.ToString()))];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
