using GpuHost.Core;
using GpuHost.Core.Cuda;
using Microsoft.Extensions.Logging;

namespace Workflows.Functions;

/// <summary>Makes the app's file core and has what becomes of its graphics device logged, once a change.</summary>
internal static partial class FileCoreSetup
{
    public static FileCore Create(ILogger<FileCore> logger)
    {
        var core = new FileCore();
        core.WatchDevice(status => Log(logger, status));
        return core;
    }

    private static void Log(ILogger logger, DeviceStatus status)
    {
        if (status.State == DeviceState.Ready)
            LogReady(logger, status.Device!.Name, status.Device.Capability);
        else if (status.RetryAt is { } retryAt)
            LogResting(logger, status.Reason, retryAt);
        else
            LogAbsent(logger, status.Reason);
    }

    [LoggerMessage(7390, LogLevel.Information, "Files are processed on the graphics device {Device} ({Capability}) as well.")]
    private static partial void LogReady(ILogger logger, string device, string capability);

    [LoggerMessage(7391, LogLevel.Warning, "The graphics device failed; the processor does its part until {RetryAt:u}, and no file is lost. {Reason}")]
    private static partial void LogResting(ILogger logger, string? reason, DateTimeOffset retryAt);

    [LoggerMessage(7392, LogLevel.Warning, "The graphics device cannot be used; the processor does everything. {Reason}")]
    private static partial void LogAbsent(ILogger logger, string? reason);
}
