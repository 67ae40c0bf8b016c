using System.Net;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>The answer to an HTTP request that an orchestration made.</summary>
/// <param name="statusCode">The status.</param>
public class DurableHttpResponse(HttpStatusCode statusCode)
{
    /// <summary>The status.</summary>
    [JsonPropertyName("statusCode")]
    public HttpStatusCode StatusCode { get; } = statusCode;

    /// <summary>The headers, or null.</summary>
    [JsonPropertyName("headers"), JsonConverter(typeof(HttpHeadersConverter))]
    public IDictionary<string, StringValues>? Headers { get; init; }

    /// <summary>The body, or null.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; init; }
}
