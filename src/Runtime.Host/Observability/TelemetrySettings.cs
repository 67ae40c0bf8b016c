using Microsoft.Extensions.Configuration;
using Workflows.Runtime;

namespace Runtime.Host.Observability;

/// <summary>What is exported and where to, from the standard OTEL_* settings, host.json's telemetryMode and Application Insights' connection string.</summary>
internal sealed record TelemetrySettings
{
    private static readonly char[] Separators = [',', ' '];

    /// <summary>Where spans go over OTLP; null: nowhere.</summary>
    public OtlpTarget? Traces { get; init; }

    /// <summary>Where measurements go over OTLP; null: nowhere.</summary>
    public OtlpTarget? Metrics { get; init; }

    /// <summary>Where logs go over OTLP; null: nowhere.</summary>
    public OtlpTarget? Logs { get; init; }

    /// <summary>Whether /metrics answers; null: on the loopback alone, and measuring begins with its first reader.</summary>
    public bool? Prometheus { get; init; }

    /// <summary>Application Insights; null: not used.</summary>
    public string? InsightsConnection { get; init; }

    /// <summary>Meters of the app to export beside ours.</summary>
    public IReadOnlyList<string> MoreMeters { get; init; } = [];

    /// <summary>Sources of spans of the app to export beside ours.</summary>
    public IReadOnlyList<string> MoreSources { get; init; } = [];

    /// <exception cref="HostConfigurationException">Settings are wrong; all of them are named.</exception>
    public static TelemetrySettings Read(IConfiguration configuration, bool openTelemetryMode)
    {
        var errors = new List<string>();
        var disabled = Flag(configuration, "OTEL_SDK_DISABLED", errors) ?? false;
        var settings = new TelemetrySettings
        {
            Traces = Target(configuration, "TRACES", openTelemetryMode, errors),
            Metrics = Target(configuration, "METRICS", openTelemetryMode, errors),
            Logs = Target(configuration, "LOGS", openTelemetryMode, errors),
            Prometheus = Flag(configuration, "Host:Metrics", errors) ?? (Exporters(configuration, "METRICS").Contains("prometheus") ? true : null),
            InsightsConnection = configuration["APPLICATIONINSIGHTS_CONNECTION_STRING"] is { Length: > 0 } text ? text : null,
            MoreMeters = List(configuration, "OTEL_DOTNET_AUTO_METRICS_ADDITIONAL_SOURCES"),
            MoreSources = List(configuration, "OTEL_DOTNET_AUTO_TRACES_ADDITIONAL_SOURCES"),
        };
        if (settings.InsightsConnection?.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase) == false)
            errors.Add("APPLICATIONINSIGHTS_CONNECTION_STRING has no InstrumentationKey; copy the whole connection string of the resource.");
        if (errors.Count > 0)
            throw new HostConfigurationException("The telemetry settings are wrong:" + string.Concat(errors.Select(error => $"{Environment.NewLine}  - {error}")));
        return disabled ? settings with { Traces = null, Metrics = null, Logs = null } : settings;
    }

    private static OtlpTarget? Target(IConfiguration configuration, string signal, bool openTelemetryMode, List<string> errors)
    {
        var exporters = Exporters(configuration, signal);
        foreach (var exporter in exporters.Where(exporter => exporter is not ("otlp" or "none") && (signal != "METRICS" || exporter != "prometheus")))
            errors.Add($"OTEL_{signal}_EXPORTER names '{exporter}'; this host knows otlp and none{(signal == "METRICS" ? ", and prometheus for /metrics" : "")}.");
        var own = configuration[$"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"] is { Length: > 0 } given ? given : null;
        var common = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 } shared ? shared : null;
        var wanted = exporters.Length > 0 ? exporters.Contains("otlp") : own is not null || common is not null || openTelemetryMode;
        if (!wanted)
            return null;
        var isGrpc = IsGrpc(configuration, signal, errors);
        var timeout = TimeoutMs(configuration, signal, errors);
        var address = own ?? common ?? (isGrpc ? "http://localhost:4317" : "http://localhost:4318");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
        {
            errors.Add($"The OTLP address for {signal.ToLowerInvariant()} is '{address}'; write an http or https address such as http://localhost:4318.");
            return null;
        }

        // The specification: an address for one signal is used as it is, the common one is a base that the signal's path is added to.
        if (own is null && !isGrpc)
            endpoint = new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal.ToLowerInvariant()}");
        return new OtlpTarget(endpoint, isGrpc, Own(configuration, signal, "HEADERS"), timeout);
    }

    private static bool IsGrpc(IConfiguration configuration, string signal, List<string> errors)
    {
        switch (Own(configuration, signal, "PROTOCOL"))
        {
            case null or "grpc":
                return true;
            case "http/protobuf":
                return false;
            case var other:
                errors.Add($"The OTLP protocol for {signal.ToLowerInvariant()} is '{other}'; use grpc or http/protobuf.");
                return true;
        }
    }

    private static int? TimeoutMs(IConfiguration configuration, string signal, List<string> errors)
    {
        if (Own(configuration, signal, "TIMEOUT") is not { } text)
            return null;
        if (int.TryParse(text, out var milliseconds) && milliseconds > 0)
            return milliseconds;
        errors.Add($"The OTLP time-out for {signal.ToLowerInvariant()} is '{text}'; it is a number of milliseconds above zero.");
        return null;
    }

    private static string? Own(IConfiguration configuration, string signal, string setting) =>
        configuration[$"OTEL_EXPORTER_OTLP_{signal}_{setting}"] is { Length: > 0 } own ? own
        : configuration[$"OTEL_EXPORTER_OTLP_{setting}"] is { Length: > 0 } common ? common
        : null;

    private static string[] Exporters(IConfiguration configuration, string signal) => List(configuration, $"OTEL_{signal}_EXPORTER");

    private static string[] List(IConfiguration configuration, string key) =>
        (configuration[key] ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool? Flag(IConfiguration configuration, string key, List<string> errors)
    {
        if (configuration[key] is not { Length: > 0 } text)
            return null;
        if (bool.TryParse(text, out var value))
            return value;
        errors.Add($"{key} is '{text}'; use true or false.");
        return null;
    }
}
