using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Runtime.Host.Observability;

/// <summary>
/// Listens to spans and measurements and exports them over OTLP. It starts before everything else and stops after it, so that nothing is missed.
/// </summary>
internal sealed class TelemetryExport(TelemetrySettings settings, IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
{
    private const int FlushWithinMs = 5_000;    // a collector that is away must not hold up the stop

    private TracerProvider? traces;
    private MeterProvider? metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.Traces is { } spans)
            traces = TelemetrySources.AddSources(Sdk.CreateTracerProviderBuilder(), settings)
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(resource => TelemetrySources.Describe(resource, environment.ApplicationName))
                .AddOtlpExporter(spans.Apply)
                .Build();
        if (settings.Metrics is { } measured)
            metrics = TelemetrySources.AddMeters(Sdk.CreateMeterProviderBuilder(), settings)
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(resource => TelemetrySources.Describe(resource, environment.ApplicationName))
                .AddOtlpExporter(measured.Apply)
                .Build();
        return Task.CompletedTask;
    }

    // The flush blocks, so it has a thread of its own.
    public Task StopAsync(CancellationToken cancellationToken) => traces is null && metrics is null ? Task.CompletedTask : Task.Run(Flush, cancellationToken);

    public void Dispose()
    {
        traces?.Dispose();
        metrics?.Dispose();
    }

    private void Flush()
    {
        traces?.ForceFlush(FlushWithinMs);
        metrics?.ForceFlush(FlushWithinMs);
    }
}
