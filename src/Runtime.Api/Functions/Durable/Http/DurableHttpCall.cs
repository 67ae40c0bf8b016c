using System.Globalization;
using System.Net;
using Microsoft.DurableTask;
using Microsoft.Extensions.Primitives;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

/// <summary>
/// A request as durable steps: each attempt is one activity, each pause one timer. So a restart repeats nothing, and a poll that takes days
/// costs no thread.
/// </summary>
internal static class DurableHttpCall
{
    /// <summary>Name of the activity that makes one request; the host registers it.</summary>
    internal const string ActivityName = "BuiltIn::HttpActivity";

    /// <summary>Orchestration property with the pause between polls, in milliseconds, when the answer does not name one.</summary>
    internal const string PollPauseProperty = "df.http.defaultAsyncRequestSleepTimeMilliseconds";

    // The key of the function that was called does not open its management API, and must not travel there.
    private const string FunctionKeyHeader = "x-functions-key";

    private static readonly TimeSpan DefaultPollPause = TimeSpan.FromMilliseconds(30_000);

    internal static async Task<DurableHttpResponse> RunAsync(TaskOrchestrationContext context, DurableHttpRequest request)
    {
        var end = request.Timeout is { } timeout ? context.CurrentUtcDateTime.Add(timeout) : DateTime.MaxValue;
        var response = await SendAsync(context, request);
        var address = request.Uri;
        while (request.AsynchronousPatternEnabled
            && response.StatusCode == HttpStatusCode.Accepted
            && Location(response, address) is { } next)
        {
            var wake = context.CurrentUtcDateTime.Add(Pause(context, response));
            if (wake > end)
                throw new TimeoutException($"{request.Method} {request.Uri} was still not finished after {request.Timeout}.");

            await context.CreateTimer(wake, CancellationToken.None);
            address = next;
            response = await SendAsync(context, Poll(request, next));
        }

        return response;
    }

    private static async Task<DurableHttpResponse> SendAsync(TaskOrchestrationContext context, DurableHttpRequest request)
    {
        if (request.HttpRetryOptions is not { MaxNumberOfAttempts: > 1 } retry)
            return await context.CallActivityAsync<DurableHttpResponse>(ActivityName, request);

        var policy = new RetryPolicy(
            retry.MaxNumberOfAttempts, retry.FirstRetryInterval, retry.BackoffCoefficient, retry.MaxRetryInterval);
        var end = retry.RetryTimeout < DateTime.MaxValue - context.CurrentUtcDateTime && retry.RetryTimeout > TimeSpan.Zero
            ? context.CurrentUtcDateTime.Add(retry.RetryTimeout)
            : DateTime.MaxValue;
        for (var failures = 0; ; failures++)
        {
            var last = failures + 1 >= policy.MaxNumberOfAttempts || context.CurrentUtcDateTime >= end;
            try
            {
                var response = await context.CallActivityAsync<DurableHttpResponse>(ActivityName, request);
                if (last || !retry.Handles(response.StatusCode))
                    return response;
            }
            catch (TaskFailedException failed) when (!last && IsNoAnswer(failed.FailureDetails))
            {
                // No answer at all is as good a reason to try again as a bad one.
            }

            await context.CreateTimer(policy.DelayBefore(failures), CancellationToken.None);
        }
    }

    private static bool IsNoAnswer(TaskFailureDetails failure) => failure.IsCausedBy<HttpRequestException>() || failure.IsCausedBy<TimeoutException>();

    private static DurableHttpRequest Poll(DurableHttpRequest request, Uri address)
    {
        var elsewhere = Uri.Compare(
            request.Uri, address, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) != 0;
        var headers = request.Headers?
            .Where(header => !IsSecret(header.Key, elsewhere))
            .ToDictionary(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return new(HttpMethod.Get, address, headers, asynchronousPatternEnabled: true)
        {
            TokenSource = elsewhere ? null : request.TokenSource,
            HttpRetryOptions = request.HttpRetryOptions,
            Timeout = request.Timeout,
        };
    }

    // An answer may point to another server; what opens this one is not for that one.
    private static bool IsSecret(string header, bool elsewhere) =>
        string.Equals(header, FunctionKeyHeader, StringComparison.OrdinalIgnoreCase)
        || (elsewhere && (string.Equals(header, "Authorization", StringComparison.OrdinalIgnoreCase)
            || string.Equals(header, "Cookie", StringComparison.OrdinalIgnoreCase)));

    private static Uri? Location(DurableHttpResponse response, Uri asked) =>
        Header(response, "Location") is { } text && Uri.TryCreate(asked, text, out var address) ? address : null;

    private static TimeSpan Pause(TaskOrchestrationContext context, DurableHttpResponse response)
    {
        var after = Header(response, "Retry-After");
        if (int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);

        if (DateTimeOffset.TryParseExact(after, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            return TimeSpan.FromTicks(Math.Max(0, (at.UtcDateTime - context.CurrentUtcDateTime).Ticks));

        return context.Properties.TryGetValue(PollPauseProperty, out var value) && value is double and >= 0 and var milliseconds
            ? TimeSpan.FromMilliseconds(milliseconds)
            : DefaultPollPause;
    }

    private static string? Header(DurableHttpResponse response, string name)
    {
        foreach (var (key, values) in response.Headers ?? new Dictionary<string, StringValues>(StringComparer.Ordinal))
        {
            if (string.Equals(key, name, StringComparison.OrdinalIgnoreCase))
                return values.FirstOrDefault();
        }

        return null;
    }
}
