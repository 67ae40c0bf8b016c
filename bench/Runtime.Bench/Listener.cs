using System.Diagnostics;
using System.Diagnostics.Metrics;
using Runtime.Engine.Pumps;

namespace Runtime.Bench;

/// <summary>Listens to all of the engine's spans and measurements, as an exporter would, and throws them away.</summary>
internal sealed class Listener : IDisposable
{
    private readonly MeterListener measurements = new();

    private readonly ActivityListener spans = new()
    {
        ShouldListenTo = static source => source.Name == DurableEngine.TraceSourceName,
        Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public Listener()
    {
        ActivitySource.AddActivityListener(spans);
        measurements.InstrumentPublished = static (instrument, listener) =>
        {
            if (instrument.Meter.Name == DurableEngine.MeterName)
                listener.EnableMeasurementEvents(instrument);
        };
        measurements.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        measurements.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        measurements.Start();
    }

    public void Dispose()
    {
        measurements.Dispose();
        spans.Dispose();
    }
}
