namespace GpuHost.Health;

/// <summary>Adds figures to those of the host, for example of a device. All that are registered are asked at each look.</summary>
public interface IMetricSource
{
    /// <summary>Writes figures.</summary>
    /// <param name="text">Takes them.</param>
    void Write(PrometheusText text);
}
