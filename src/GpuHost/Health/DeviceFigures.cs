using GpuHost.Core.Cuda;

namespace GpuHost.Health;

/// <summary>The figures of the graphics device.</summary>
internal static class DeviceFigures
{
    /// <summary>Writes them.</summary>
    /// <param name="text">Takes them.</param>
    /// <param name="status">How it stands, and its part in the work of all who use it.</param>
    /// <param name="use">What it does at the moment; null: that cannot be told, and the figures are missing.</param>
    public static void Write(PrometheusText text, DeviceStatus status, DeviceUse? use)
    {
        foreach (var state in Enum.GetValues<DeviceState>())
        {
            var label = $"state=\"{state.ToString().ToLowerInvariant()}\"";
            text.Gauge("workflows_files_device_state", "1 for the state of the graphics device.", state == status.State ? 1 : 0, label);
        }

        text.Counter("workflows_files_device_batches_total", "Groups of files that the graphics device did its share of.", status.DeviceBatches);
        text.Counter("workflows_files_device_bytes_total", "Bytes of files in them.", status.DeviceBytes);
        text.Counter("workflows_files_device_left_total", "Groups left to the processor while there was a device to choose.", status.CpuBatches);
        text.Counter("workflows_files_device_fallbacks_total", "Groups that the device failed in and the processor did again.", status.Fallbacks);
        if (use is null)
            return;
        text.Gauge("workflows_files_device_kernel_percent", "Share of the last moment in which the device ran kernels.", use.KernelPercent);
        text.Gauge("workflows_files_device_memory_percent", "Share of it in which its memory was read or written.", use.MemoryPercent);
        text.Gauge("workflows_files_device_memory_used_bytes", "Memory of the device in use by all processes.", use.MemoryUsedBytes);
        if (use.PowerWatts is { } watts)
            text.Gauge("workflows_files_device_power_watts", "What the device draws.", watts);
    }
}
