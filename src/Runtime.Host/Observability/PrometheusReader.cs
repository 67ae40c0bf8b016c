using System.Diagnostics.CodeAnalysis;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Runtime.Host.Observability;

/// <summary>
/// Measures for /metrics: from the host's start when a setting asks for it, otherwise from the first question on, so that nobody pays for what nobody
/// reads.
/// </summary>
internal sealed class PrometheusReader(TelemetrySettings settings) : IDisposable
{
    private readonly Lock reading = new();
    private Listening? listening;

    public void Begin()
    {
        lock (reading)
            listening ??= new Listening(settings);
    }

    /// <summary>All measurements as they are now.</summary>
    public string Read()
    {
        lock (reading)
            return (listening ??= new Listening(settings)).Read();
    }

    public void Dispose()
    {
        lock (reading)
            listening?.Dispose();
    }

    private sealed class Listening : IDisposable
    {
        private readonly TextExporter exporter = new();
        private readonly BaseExportingMetricReader reader;
        private readonly MeterProvider provider;

        [SuppressMessage("Reliability", "CA2000", Justification = "The provider disposes its reader, and the reader its exporter.")]
        public Listening(TelemetrySettings settings)
        {
            reader = new BaseExportingMetricReader(exporter) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
            provider = TelemetrySources.AddMeters(Sdk.CreateMeterProviderBuilder(), settings).AddReader(reader).Build();
        }

        public string Read()
        {
            exporter.Text = "";
            reader.Collect();
            return exporter.Text;
        }

        public void Dispose() => provider.Dispose();
    }

    private sealed class TextExporter : BaseExporter<Metric>
    {
        public string Text { get; set; } = "";

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new PrometheusText();
            foreach (var metric in batch)
                text.Add(metric);
            Text = text.ToString();
            return ExportResult.Success;
        }
    }
}
