using Microsoft.Extensions.Configuration;
using Runtime.Host.Observability;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Observability;

public sealed class TelemetrySettingsTests
{
    [Fact]
    public void Read_NothingSet_ExportsNothing()
    {
        var settings = Read();
        Assert.Equal((null, null, null, null, null), (settings.Traces, settings.Metrics, settings.Logs, settings.InsightsConnection, settings.Prometheus));
    }

    [Fact]
    public void Read_CommonEndpoint_IsABaseForHttpAndWholeForGrpc()
    {
        var grpc = Read("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317");
        Assert.Equal((new Uri("http://c:4317"), true), (grpc.Traces!.Endpoint, grpc.Traces.IsGrpc));
        var http = Read("OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318/base/", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf");
        Assert.Equal(["http://c:4318/base/v1/traces", "http://c:4318/base/v1/metrics", "http://c:4318/base/v1/logs"],
            new[] { http.Traces!, http.Metrics!, http.Logs! }.Select(target => target.Endpoint.ToString()));
    }

    [Fact]
    public void Read_OneSignalsOwnSettings_WinForThatSignalAlone()
    {
        var settings = Read(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://t/in", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/protobuf", "OTEL_EXPORTER_OTLP_TIMEOUT=250");
        Assert.Equal(("http://t/in", 250), (settings.Traces!.Endpoint.ToString(), settings.Traces.TimeoutMs));
        Assert.Null(settings.Metrics);
    }

    [Fact]
    public void Read_OpenTelemetryMode_ExportsToTheStandardAddressExceptWhatIsNone()
    {
        var settings = TelemetrySettings.Read(Configuration("OTEL_LOGS_EXPORTER=none"), openTelemetryMode: true);
        Assert.Equal("http://localhost:4317/", settings.Traces!.Endpoint.ToString());
        Assert.Null(settings.Logs);
    }

    [Fact]
    public void Read_Disabled_ExportsNothing() =>
        Assert.Null(Read("OTEL_SDK_DISABLED=true", "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4317").Traces);

    [Fact]
    public void Read_PrometheusExporter_AnswersFromTheStart() => Assert.True(Read("OTEL_METRICS_EXPORTER=prometheus").Prometheus);

    [Fact]
    public void Read_ManyWrongSettings_NamesAllOfThem()
    {
        var error = Assert.Throws<HostConfigurationException>(() => Read(
            "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=collector:x", "OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_METRICS_EXPORTER=otlp,statsd",
            "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=soon", "OTEL_SDK_DISABLED=perhaps", "Host:Metrics=no", "APPLICATIONINSIGHTS_CONNECTION_STRING=abc"));
        Assert.All(
            ["collector:x", "http/json", "statsd", "soon", "perhaps", "Host:Metrics", "InstrumentationKey"],
            text => Assert.Contains(text, error.Message, StringComparison.Ordinal));
    }

    private static TelemetrySettings Read(params string[] settings) => TelemetrySettings.Read(Configuration(settings), openTelemetryMode: false);

    private static IConfiguration Configuration(params string[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => setting.Split('=', 2)).Select(pair => new KeyValuePair<string, string?>(pair[0], pair[1]))).Build();
}
