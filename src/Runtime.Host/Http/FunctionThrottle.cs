using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Runtime.Host.Settings;

namespace Runtime.Host.Http;

/// <summary>maxConcurrentRequests and maxOutstandingRequests of host.json: how many requests of functions run, and how many wait for that.</summary>
internal sealed class FunctionThrottle : IDisposable
{
    private const int RetryAfterSeconds = 1;

    private readonly ConcurrencyLimiter? limiter;

    public FunctionThrottle(HostJson settings)
    {
        var running = settings.MaxConcurrentRequests ?? settings.MaxOutstandingRequests;
        if (running is null)
            return;
        limiter = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = Math.Min(running.Value, settings.MaxOutstandingRequests ?? int.MaxValue),
            QueueLimit = settings.MaxOutstandingRequests is { } all ? Math.Max(0, all - running.Value) : int.MaxValue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    public Task RunAsync(HttpContext http, RequestDelegate function) => limiter is null ? function(http) : WaitAsync(http, function);

    public void Dispose() => limiter?.Dispose();

    private async Task WaitAsync(HttpContext http, RequestDelegate function)
    {
        using var lease = await limiter!.AcquireAsync(permitCount: 1, http.RequestAborted);
        if (lease.IsAcquired)
        {
            await function(http);
            return;
        }
        http.Response.Headers.RetryAfter = RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);
        await Problem.WriteAsync(http, StatusCodes.Status429TooManyRequests, "The host runs as many requests as it may. Try again a little later.");
    }
}
