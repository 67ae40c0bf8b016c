using System.Net;
using System.Text.Json.Serialization;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>How a failed request is retried.</summary>
/// <param name="statusCodesToRetry">The statuses that are retried; every 4xx and 5xx when null or empty.</param>
public class HttpRetryOptions(IList<HttpStatusCode>? statusCodesToRetry = null)
{
    /// <summary>Delay after the first failure; one second by default.</summary>
    [JsonPropertyName("FirstRetryInterval")]
    public TimeSpan FirstRetryInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay; six days by default.</summary>
    [JsonPropertyName("MaxRetryInterval")]
    public TimeSpan MaxRetryInterval { get; set; } = TimeSpan.FromDays(6);

    /// <summary>Growth of the delay; 1 by default.</summary>
    [JsonPropertyName("BackoffCoefficient")]
    public double BackoffCoefficient { get; set; } = 1;

    /// <summary>No retry is begun after this time; no limit by default.</summary>
    [JsonPropertyName("RetryTimeout")]
    public TimeSpan RetryTimeout { get; set; } = TimeSpan.MaxValue;

    /// <summary>All attempts, the first one included; 1 by default.</summary>
    [JsonPropertyName("MaxNumberOfAttempts")]
    public int MaxNumberOfAttempts { get; set; } = 1;

    /// <summary>The statuses that are retried; every 4xx and 5xx when empty.</summary>
    [JsonPropertyName("StatusCodesToRetry")]
    public IList<HttpStatusCode> StatusCodesToRetry { get; } = statusCodesToRetry ?? [];

    internal bool Handles(HttpStatusCode status) =>
        StatusCodesToRetry.Count == 0 ? (int)status >= 400 : StatusCodesToRetry.Contains(status);
}
