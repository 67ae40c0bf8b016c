using System.Net;
using System.Text;
using Azure.Core.Serialization;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Reads the bodies of requests.</summary>
public static class HttpRequestDataExtensions
{
    /// <summary>The rest of the body as text, UTF-8 unless said otherwise.</summary>
    public static async Task<string?> ReadAsStringAsync(this HttpRequestData request, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var reader = Reader(request, encoding);
        return await reader.ReadToEndAsync(request.FunctionContext.CancellationToken);
    }

    /// <summary>The rest of the body as text, UTF-8 unless said otherwise. It blocks; prefer <see cref="ReadAsStringAsync"/>.</summary>
    public static string? ReadAsString(this HttpRequestData request, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var reader = Reader(request, encoding);
        return reader.ReadToEnd();
    }

    /// <summary>The body as a value, read with the worker's serializer; the default of the type when the body is empty.</summary>
    public static ValueTask<T?> ReadFromJsonAsync<T>(this HttpRequestData request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.ReadFromJsonAsync<T>(BodySerializer.For(request.FunctionContext), cancellationToken);
    }

    /// <summary>The body as a value; the default of the type when the body is empty.</summary>
    public static async ValueTask<T?> ReadFromJsonAsync<T>(
        this HttpRequestData request, ObjectSerializer serializer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(serializer);

        // A server's body does not know its length, so an empty one shows only when it is read.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        body.Position = 0;
        return body.Length == 0 ? default : (T?)await serializer.DeserializeAsync(body, typeof(T), cancellationToken);
    }

    /// <summary>An empty answer with a status.</summary>
    public static HttpResponseData CreateResponse(this HttpRequestData request, HttpStatusCode statusCode)
    {
        ArgumentNullException.ThrowIfNull(request);
        var response = request.CreateResponse();
        response.StatusCode = statusCode;
        return response;
    }

    private static StreamReader Reader(HttpRequestData request, Encoding? encoding) =>
        new(request.Body, encoding ?? Encoding.UTF8, detectEncodingFromByteOrderMarks: encoding is null, leaveOpen: true);
}
