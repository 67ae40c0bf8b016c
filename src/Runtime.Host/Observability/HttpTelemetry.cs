using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Runtime.Engine.Pumps;

namespace Runtime.Host.Observability;

/// <summary>
/// One span and one measurement for each request, named and tagged as ASP.NET Core does (OpenTelemetry's HTTP conventions). Around everything else; while
/// nobody listens a request passes through without a task of its own.
/// </summary>
internal sealed class HttpTelemetry(RequestDelegate next)
{
    private const string SpanName = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private static readonly ActivitySource Source = new(TelemetrySources.Http);
    private static readonly Meter Meter = new(TelemetrySources.HttpMeter);

    private static readonly Histogram<double> Durations =
        Meter.CreateHistogram<double>("http.server.request.duration", "s", "Duration of HTTP server requests.");

    private static readonly UpDownCounter<long> Active =
        Meter.CreateUpDownCounter<long>("http.server.active_requests", "{request}", "Number of active HTTP server requests.");

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "TRACE", "CONNECT"];

    public Task InvokeAsync(HttpContext http) =>
        Source.HasListeners() || Durations.Enabled || Active.Enabled || DurableTrace.IsOn ? MeasureAsync(http) : next(http);

    private async Task MeasureAsync(HttpContext http)
    {
        var request = http.Request;
        var method = Array.IndexOf(Methods, request.Method) >= 0 ? request.Method : "_OTHER";     // a caller's own words would be a series each
        var began = Stopwatch.GetTimestamp();
        using var span = IsOfTheHost(request.Path) ? null : Start(request, method);
        var counted = new TagList { { "http.request.method", method }, { "url.scheme", request.Scheme } };
        Active.Add(1, counted);
        try
        {
            await next(http);
        }
        finally
        {
            Active.Add(-1, counted);
            End(http, span, method, began);
        }
    }

    // Probes and scrapers come every few seconds; their spans would drown the others.
    private static bool IsOfTheHost(PathString path) => path.StartsWithSegments("/health", StringComparison.Ordinal) || path == "/metrics";

    private static Activity? Start(HttpRequest request, string method)
    {
        var isCalled = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var parent);
        if (!Source.HasListeners())
            return isCalled && DurableTrace.IsOn ? Relay(parent) : null;
        var span = Source.CreateActivity(SpanName, ActivityKind.Server, parent);
        if (span is null)
            return null;
        span.DisplayName = method;
        span.SetTag("http.request.method", method).SetTag("url.scheme", request.Scheme).SetTag("url.path", request.Path.Value)
            .SetTag("server.address", request.Host.Host);
        if (request.Host.Port is { } port)
            span.SetTag("server.port", port);
        return span.Start();
    }

    /// <summary>Nobody records requests, but somebody records runs: the run that the request starts belongs to the caller's trace all the same.</summary>
    private static Activity Relay(ActivityContext caller)
    {
        var span = new Activity(SpanName).SetParentId(caller.TraceId, caller.SpanId, caller.TraceFlags);
        span.TraceStateString = caller.TraceState;
        return span.Start();
    }

    private static void End(HttpContext http, Activity? span, string method, long began)
    {
        var status = http.Response.StatusCode;
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var error = status >= 500 ? status.ToString(CultureInfo.InvariantCulture) : null;
        if (Durations.Enabled)
        {
            var tags = new TagList { { "http.request.method", method }, { "url.scheme", http.Request.Scheme }, { "http.response.status_code", status } };
            if (route is not null)
                tags.Add("http.route", route);
            if (error is not null)
                tags.Add("error.type", error);
            Durations.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, tags);
        }

        if (span is null)
            return;
        span.SetTag("http.response.status_code", status).SetTag("http.route", route).SetTag("error.type", error);
        if (route is not null)
            span.DisplayName = $"{method} {route}";
        if (error is not null)
            span.SetStatus(ActivityStatusCode.Error);
    }
}
