using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Http;

/// <summary>Reads a body for a parameter: text, bytes, or JSON as the parameter's type.</summary>
internal static class RequestBody
{
    private const int JsonBytesMax = 32 << 20;      // held in memory twice while it is read; a function's own body is not limited by this

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async ValueTask<object?> ReadAsync(HttpContext http, BodyTarget target, CancellationToken cancellation)
    {
        var type = target.Type;
        if (type == typeof(Stream))
            return http.Request.Body;
        if (type == typeof(string))
            return await ReadTextAsync(http.Request, cancellation);
        if (type == typeof(byte[]) || type == typeof(BinaryData))
            return await ReadBytesAsync(http.Request, type, cancellation);
        if (http.Request.ContentLength == 0)
            return Empty(target);
        try
        {
            if (Serializer(http) is { } serializer)
                return await serializer.DeserializeAsync(http.Request.Body, type, cancellation);
            return await JsonSerializer.DeserializeAsync(http.Request.Body, type, Json, cancellation);
        }
        catch (JsonException error)
        {
            throw new BadInputException(Where(error));
        }
    }

    /// <summary>The body as JSON whose every text can be read; null when it is empty.</summary>
    public static async ValueTask<JsonElement?> ReadJsonAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var body = new BodyBuffer();
        await FillAsync(request, body, cancellation);
        if (body.Length == 0)
            return null;
        try
        {
            var text = body.Whole();
            using var document = JsonDocument.Parse(text);
            if (!JsonText.IsReadable(text.Span, document.RootElement))
                throw new BadInputException("The request body holds text that is not Unicode: half a surrogate pair, or bytes that are not UTF-8.");
            return document.RootElement.Clone();
        }
        catch (JsonException error)
        {
            throw new BadInputException(Where(error));
        }
    }

    private static async Task FillAsync(HttpRequest request, BodyBuffer body, CancellationToken cancellation)
    {
        int count;
        while ((count = await request.Body.ReadAsync(body.Free(), cancellation)) > 0)
        {
            body.Advance(count);
            if (body.Length > JsonBytesMax)
                throw new BadInputException(
                    $"This address takes at most {JsonBytesMax >> 20} MiB of JSON. Put the data into a file or blob, and name it here.",
                    StatusCodes.Status413PayloadTooLarge);
        }
    }

    private static ObjectSerializer? Serializer(HttpContext http) =>
        http.RequestServices.GetService<IOptions<WorkerOptions>>()?.Value.Serializer;

    private static async ValueTask<string> ReadTextAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(cancellation);
    }

    private static async ValueTask<object> ReadBytesAsync(HttpRequest request, Type type, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellation);
        return type == typeof(byte[]) ? body.ToArray() : BinaryData.FromBytes(body.ToArray());
    }

    private static object? Empty(BodyTarget target)
    {
        if (target.HasDefault)
            return target.Default;
        return target.Nullable ? null : throw new BadInputException("The request body is empty; JSON is expected.");
    }

    private static string Where(JsonException error)
    {
        if (error.LineNumber is not { } line)
            return "The request body is not the JSON expected.";
        var member = error.Path is { Length: > 1 } path ? $" ({path})" : "";
        return $"The request body is not the JSON expected, at line {line + 1}, column {(error.BytePositionInLine ?? 0) + 1}{member}.";
    }
}
