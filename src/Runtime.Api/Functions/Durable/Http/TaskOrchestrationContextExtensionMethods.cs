using System.Runtime.CompilerServices;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask;
using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;

namespace Microsoft.DurableTask;

/// <summary>HTTP requests from an orchestration, and the function call behind it.</summary>
public static class TaskOrchestrationContextExtensionMethods
{
    /// <summary>Makes a request. It is recorded in history, so it is not repeated when the orchestration is replayed.</summary>
    /// <exception cref="TaskFailedException">No answer was had. An answer of any status is no failure.</exception>
    /// <exception cref="TimeoutException">The answer was still 202 when the time of the request was up.</exception>
    public static Task<DurableHttpResponse> CallHttpAsync(this TaskOrchestrationContext context, DurableHttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(request);
        return DurableHttpCall.RunAsync(context, request);
    }

    // The three overloads below differ in optional parameters only: without the priorities the short calls would be ambiguous.

    /// <summary>Makes a request; a 202 is returned as it is.</summary>
    [OverloadResolutionPriority(2)]
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context,
        HttpMethod method,
        Uri uri,
        string? content = null,
        HttpRetryOptions? retryOptions = null) =>
        context.CallHttpAsync(method, uri, content, retryOptions, asynchronousPatternEnabled: false);

    /// <summary>Makes a request; a 202 is followed to its end when asked to.</summary>
    [OverloadResolutionPriority(1)]
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context,
        HttpMethod method,
        Uri uri,
        string? content = null,
        HttpRetryOptions? retryOptions = null,
        bool asynchronousPatternEnabled = false) =>
        context.CallHttpAsync(method, uri, content, retryOptions, asynchronousPatternEnabled, tokenSource: null, timeout: null);

    /// <summary>Makes a request with an access token and a time limit; a 202 is followed to its end when asked to.</summary>
    public static Task<DurableHttpResponse> CallHttpAsync(
        this TaskOrchestrationContext context,
        HttpMethod method,
        Uri uri,
        string? content = null,
        HttpRetryOptions? retryOptions = null,
        bool asynchronousPatternEnabled = false,
        TokenSource? tokenSource = null,
        TimeSpan? timeout = null) =>
        context.CallHttpAsync(new DurableHttpRequest(method, uri)
        {
            Content = content,
            HttpRetryOptions = retryOptions,
            AsynchronousPatternEnabled = asynchronousPatternEnabled,
            TokenSource = tokenSource,
            Timeout = timeout,
        });

    /// <summary>The function call that runs this orchestration; null when none does.</summary>
    public static FunctionContext? GetFunctionContext(this TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return FunctionContextLink.Find(context);
    }
}
