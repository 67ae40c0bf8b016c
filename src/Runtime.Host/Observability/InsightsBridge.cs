using System.Diagnostics;
using Microsoft.ApplicationInsights;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.ApplicationInsights.Extensibility.Implementation;
using Microsoft.Extensions.Hosting;

namespace Runtime.Host.Observability;

/// <summary>
/// Hands our spans to Application Insights, whose package of this generation does not listen to sources of spans: servers and consumers become requests, all
/// others dependencies, with the ids that keep one trace together.
/// </summary>
internal sealed class InsightsBridge(TelemetryClient client) : IHostedService, IDisposable
{
    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = static source => Array.IndexOf(TelemetrySources.Traces, source.Name) >= 0,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        ActivityStopped = span => Track(client, span),
    };

    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(listener);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        listener.Dispose();
        await client.FlushAsync(cancellationToken);
    }

    public void Dispose() => listener.Dispose();

    private static void Track(TelemetryClient client, Activity span)
    {
        if (span.Kind is ActivityKind.Server or ActivityKind.Consumer)
            client.TrackRequest(Fill(new RequestTelemetry { ResponseCode = StatusOf(span) }, span));
        else
            client.TrackDependency(Fill(new DependencyTelemetry { Type = span.GetTagItem("durabletask.type")?.ToString() ?? "InProc" }, span));
    }

    private static string StatusOf(Activity span) =>
        span.GetTagItem("http.response.status_code")?.ToString() ?? (span.Status == ActivityStatusCode.Error ? "1" : "0");

    private static T Fill<T>(T telemetry, Activity span)
        where T : OperationTelemetry
    {
        telemetry.Id = span.SpanId.ToHexString();
        telemetry.Name = span.DisplayName;
        telemetry.Timestamp = new DateTimeOffset(span.StartTimeUtc, TimeSpan.Zero);
        telemetry.Duration = span.Duration;
        telemetry.Success = span.Status != ActivityStatusCode.Error;
        telemetry.Context.Operation.Id = span.TraceId.ToHexString();
        if (span.ParentSpanId != default)
            telemetry.Context.Operation.ParentId = span.ParentSpanId.ToHexString();
        foreach (var (key, value) in span.TagObjects)
            telemetry.Properties[key] = value?.ToString() ?? "";
        return telemetry;
    }
}
