using System.Text.Json.Serialization;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>An HTTP request that an orchestration makes.</summary>
public class DurableHttpRequest
{
    /// <summary>A request to an absolute address.</summary>
    [JsonConstructor]
    public DurableHttpRequest(HttpMethod method, Uri uri)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(uri);
        Method = method;
        Uri = uri;
    }

    /// <summary>A request with headers.</summary>
    public DurableHttpRequest(
        HttpMethod method, Uri uri, IDictionary<string, StringValues>? headers, bool asynchronousPatternEnabled = false)
        : this(method, uri)
    {
        Headers = headers;
        AsynchronousPatternEnabled = asynchronousPatternEnabled;
    }

    /// <summary>The method.</summary>
    [JsonPropertyName("method"), JsonConverter(typeof(HttpMethodConverter))]
    public HttpMethod Method { get; }

    /// <summary>The address.</summary>
    [JsonPropertyName("uri")]
    public Uri Uri { get; }

    /// <summary>The headers, or null.</summary>
    [JsonPropertyName("headers"), JsonConverter(typeof(HttpHeadersConverter))]
    public IDictionary<string, StringValues>? Headers { get; set; }

    /// <summary>The body, or null.</summary>
    [JsonPropertyName("content")]
    public string? Content { get; set; }

    /// <summary>Whether a 202 is followed to its Location until it is over; false by default.</summary>
    [JsonPropertyName("asynchronousPatternEnabled")]
    public bool AsynchronousPatternEnabled { get; set; }

    /// <summary>Where the access token comes from, or null.</summary>
    [JsonPropertyName("tokenSource")]
    public TokenSource? TokenSource { get; set; }

    /// <summary>How a failed request is retried, or null.</summary>
    [JsonPropertyName("retryOptions")]
    public HttpRetryOptions? HttpRetryOptions { get; set; }

    /// <summary>Longest time for one request and for all polling after it, or null.</summary>
    [JsonPropertyName("timeout")]
    public TimeSpan? Timeout { get; set; }
}
