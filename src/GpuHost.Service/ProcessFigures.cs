using System.Diagnostics;
using GpuHost.Health;

namespace GpuHost.Service;

/// <summary>The process's own figures, under the names that Prometheus' clients use.</summary>
internal static class ProcessFigures
{
    public static void Write(PrometheusText text)
    {
        using var process = Process.GetCurrentProcess();
        text.Counter("process_cpu_seconds_total", "Processor time of the process.", process.TotalProcessorTime.TotalSeconds);
        text.Gauge("process_resident_memory_bytes", "Memory of the process.", process.WorkingSet64);
        text.Gauge("process_start_time_seconds", "When the process began, in seconds since 1970.", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
    }
}
