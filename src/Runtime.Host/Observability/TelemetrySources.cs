using System.Diagnostics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Runtime.Engine.Pumps;

namespace Runtime.Host.Observability;

/// <summary>Names of the meters and sources that are exported, and who speaks.</summary>
internal static class TelemetrySources
{
    /// <summary>ASP.NET Core's own names: dashboards and collectors know them.</summary>
    public const string Http = "Microsoft.AspNetCore";

    public const string HttpMeter = "Microsoft.AspNetCore.Hosting";

    public const string Functions = "Microsoft.Azure.Functions.Worker";

    // Series of one instrument; above it they are counted together under otel.metric.overflow, so that a client cannot fill the memory with names.
    private const int SeriesMax = 1_000;

    public static readonly string[] Traces = [DurableEngine.TraceSourceName, Http, Functions];

    private static readonly string[] Meters = [DurableEngine.MeterName, HttpMeter, Functions, "System.Runtime"];

    public static MeterProviderBuilder AddMeters(MeterProviderBuilder builder, TelemetrySettings settings) =>
        builder.AddMeter([.. Meters, .. settings.MoreMeters])
            .AddView(static _ => new MetricStreamConfiguration { CardinalityLimit = SeriesMax });

    public static TracerProviderBuilder AddSources(TracerProviderBuilder builder, TelemetrySettings settings) =>
        builder.AddSource([.. Traces, .. settings.MoreSources]);

    /// <summary>OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win over the app's name.</summary>
    public static void Describe(ResourceBuilder resource, string appName) =>
        resource.Clear().AddService(appName, serviceInstanceId: $"{Environment.MachineName}-{Environment.ProcessId}")
            .AddTelemetrySdk().AddEnvironmentVariableDetector();
}
