using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using Runtime.Host.Settings;

namespace Runtime.Host.Observability;

/// <summary>Adds what the settings ask for and nothing else: with none of them no listener exists and nothing is measured.</summary>
internal static class TelemetrySetup
{
    /// <exception cref="Workflows.Runtime.HostConfigurationException">A telemetry setting is wrong.</exception>
    public static void Add(IServiceCollection services, IConfiguration configuration, HostJson host)
    {
        var settings = TelemetrySettings.Read(configuration, host.OpenTelemetryMode);
        services.AddSingleton(settings);
        services.AddSingleton<PrometheusReader>();
        services.AddSingleton<InvocationTelemetry>();
        if (settings.Traces is not null || settings.Metrics is not null)
            services.AddHostedService(provider => new TelemetryExport(settings, configuration, provider.GetRequiredService<IHostEnvironment>()));
        if (settings.Logs is { } logs)
            services.AddLogging(logging => AddLogs(logging, logs));
        if (settings.InsightsConnection is { } connection)
            AddInsights(services, connection);
    }

    private static void AddLogs(ILoggingBuilder logging, OtlpTarget target)
    {
        // The exporter's own requests must not be logged and exported in their turn.
        logging.AddFilter<OpenTelemetryLoggerProvider>("System.Net.Http", LogLevel.Warning);
        logging.AddOpenTelemetry(options =>
        {
            var resource = ResourceBuilder.CreateEmpty();
            TelemetrySources.Describe(resource, AppDomain.CurrentDomain.FriendlyName);
            options.SetResourceBuilder(resource);
            options.IncludeScopes = true;
            options.IncludeFormattedMessage = true;
            options.ParseStateValues = true;
            options.AddOtlpExporter(target.Apply);
        });
    }

    // In a method of its own: the package is loaded when the method is compiled.
    private static void AddInsights(IServiceCollection services, string connection)
    {
        services.AddApplicationInsightsTelemetryWorkerService(options =>
        {
            options.ConnectionString = connection;
            options.EnablePerformanceCounterCollectionModule = false;       // Windows' counters
            options.EnableQuickPulseMetricStream = false;                   // asks the service every second
            options.EnableHeartbeat = false;                                // with it, the metadata address of Azure machines is asked
            options.EnableAzureInstanceMetadataTelemetryModule = false;
            options.EnableAppServicesHeartbeatTelemetryModule = false;
        });
        services.AddHostedService<InsightsBridge>();
    }
}
