using System.ComponentModel.DataAnnotations;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Microsoft.Extensions.Logging;

namespace GpuHost.Core.Cuda;

/// <summary>
/// What files are processed with: the tier that was asked for, and a graphics device that all who process files with the same rules have together, with
/// one set of lanes and one cost model. What becomes of the device is logged, once a change. Safe for several threads.
/// </summary>
public sealed partial class SharedDevice : IDisposable
{
    private readonly Lazy<CudaTier> cuda;
    private readonly TimeProvider clock;

    /// <summary>Notes what is wanted; nothing is looked for yet.</summary>
    /// <param name="options">The tier, how the device is used, and what else the users of it want.</param>
    /// <param name="rules">The rules of all who use it.</param>
    /// <param name="logger">Where it is said what becomes of the device; null: nowhere.</param>
    /// <exception cref="ValidationException">An option is out of its range, or the processor does not have the tier.</exception>
    public SharedDevice(FileCoreOptions options, RuleSet rules, ILogger<SharedDevice>? logger)
        : this(options, rules, logger, TimeProvider.System)
    {
    }

    /// <summary>Makes one on another clock.</summary>
    internal SharedDevice(FileCoreOptions options, RuleSet rules, ILogger<SharedDevice>? logger, TimeProvider clock)
    {
        options.Check();
        (Options, Rules, this.clock) = (options, rules, clock);
        cuda = new Lazy<CudaTier>(Start);
        if (logger is not null)
            OnChange += status => Log(logger, status);
    }

    /// <summary>The tier, how the device is used, and what else was wanted.</summary>
    public FileCoreOptions Options { get; }

    /// <summary>The rules of all who use it.</summary>
    public RuleSet Rules { get; }

    /// <summary>The device and its part in the work.</summary>
    public DeviceStatus Status => cuda.IsValueCreated ? cuda.Value.Status : new DeviceStatus(DeviceState.Idle, null);

    /// <summary>Takes each new state, once.</summary>
    internal Action<DeviceStatus> OnChange { get; set; } = _ => { };

    /// <summary>
    /// Looks whether there can be a device; opens it when it was asked for by name. What comes first, this or the first batch, does it.
    /// </summary>
    /// <exception cref="ValidationException">It was asked for and cannot be used.</exception>
    public void Open() => _ = cuda.Value;

    /// <summary>Asks the device's management library what the device does; a call of a millisecond or so.</summary>
    /// <returns>Null when there is no device or it cannot be told.</returns>
    public DeviceUse? ReadUse() => cuda.IsValueCreated ? cuda.Value.ReadUse() : null;

    /// <summary>Lets the device go.</summary>
    public void Dispose()
    {
        if (cuda.IsValueCreated)
            cuda.Value.Dispose();
    }

    /// <summary>The device for a work; null when there is none, or the work has nothing for it.</summary>
    /// <exception cref="ValidationException">It was asked for and cannot be used.</exception>
    internal CudaTier? For(FileCoreOptions work) => (work.Measure || work.CountTokens) && cuda.Value.IsPossible ? cuda.Value : null;

    private CudaTier Start()
    {
        var isWanted = Options.Cuda.IsEnabled && Options.Tier is null or Tier.Cuda;
        var tier = new CudaTier(Options.Cuda with { IsEnabled = isWanted }, Rules, Options.Tier == Tier.Cuda, clock) { OnChange = status => OnChange(status) };
        try
        {
            if (Options.Tier == Tier.Cuda)
                tier.Open();
            else
                tier.Look();
            return tier;
        }
        catch (CudaException fault)
        {
            throw new ValidationException($"This machine does not have the tier {Tier.Cuda}: {fault.Message}", fault);
        }
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
