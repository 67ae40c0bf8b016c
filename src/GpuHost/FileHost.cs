using System.ComponentModel.DataAnnotations;
using GpuHost.Batching;
using GpuHost.Caching;
using GpuHost.Core.Cuda;
using GpuHost.Core.Rules;
using GpuHost.Health;
using GpuHost.Intake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GpuHost;

/// <summary>
/// Serves the queue of batches: in the app, or as a program of its own beside others on the same queue. On a stop it takes nothing new, ends what is on its
/// way, and gives back what does not end in time.
/// </summary>
public sealed partial class FileHost : IHostedLifecycleService, IDisposable
{
    private static readonly TimeSpan OpenPauseMax = TimeSpan.FromSeconds(30);

    private readonly IStorageAccounts accounts;
    private readonly FileHostOptions options;
    private readonly FileHostMetrics metrics;
    private readonly TimeProvider clock;
    private readonly ILoggerFactory logging;
    private readonly ILogger log;
    private readonly string dataFolder;
    private readonly CancellationTokenSource accepting = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly SharedDevice shared;
    private SharedDevice device;
    private string? rulesText;
    private Task running = Task.CompletedTask;
    private IntakeQueues? queues;
    private IntakePumps? pumps;
    private ResultCache? cache;
    private string? trouble = "The host has not started yet.";

    /// <summary>Makes a host that has not started.</summary>
    /// <param name="accounts">Where queues and blobs are.</param>
    /// <param name="options">Checked settings.</param>
    /// <param name="metrics">Counts what is done.</param>
    /// <param name="clock">The clock of leases and pauses.</param>
    /// <param name="logging">Where it is said what goes wrong.</param>
    /// <param name="configuration">Where the app's data folder is looked up.</param>
    /// <param name="device">What files are processed with, unless the host has rules of its own.</param>
    public FileHost(
        IStorageAccounts accounts,
        IOptions<FileHostOptions> options,
        FileHostMetrics metrics,
        TimeProvider clock,
        ILoggerFactory logging,
        IConfiguration configuration,
        SharedDevice device)
    {
        (shared, this.device) = (device, device);
        metrics.Device = () => this.device.Status;
        (this.accounts, this.options, this.metrics, this.clock, this.logging) = (accounts, options.Value, metrics, clock, logging);
        log = logging.CreateLogger<FileHost>();
        dataFolder = configuration["Host:HubFolder"] is { Length: > 0 } folder ? folder : ".workflows";
    }

    /// <summary>Whether it served and does not any more although nobody asked it to stop: only a new start helps.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Why the host takes no batches at the moment; null when it does.</summary>
    public string? Trouble => trouble ?? pumps?.Trouble;

    /// <summary>The graphics device and its part in the work. Whatever its state, batches are taken.</summary>
    public DeviceStatus Device => device.Status;

    /// <summary>Asks the graphics device's management library what the device does.</summary>
    /// <returns>Null when there is no device or it cannot be told.</returns>
    public DeviceUse? ReadDeviceUse() => device.ReadUse();

    /// <summary>Where temporary files and the cache lie.</summary>
    public string Folder => Path.GetFullPath(options.Folder ?? Path.Combine(dataFolder, "files"));

    /// <summary>Writes the figures of queue, cache and graphics device, which are looked up for it.</summary>
    /// <param name="text">Takes them.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WriteMetricsAsync(PrometheusText text, CancellationToken cancellationToken)
    {
        text.Gauge("workflows_files_ready", "1 while batches can be taken.", Trouble is null ? 1 : 0);
        text.Gauge("workflows_files_cache_bytes", "Bytes of the cache.", cache?.MemoryBytes ?? 0, "tier=\"memory\"");
        text.Gauge("workflows_files_cache_bytes", "Bytes of the cache.", cache?.DiskBytes ?? 0, "tier=\"disk\"");
        DeviceFigures.Write(text, Device, ReadDeviceUse());
        if (queues is null)
            return;
        try
        {
            text.Gauge("workflows_files_queue_messages", "Messages in the queue, hidden ones included.", (await queues.Batches.CountAsync(cancellationToken)).Messages);
            var first = await queues.Batches.PeekAsync(1, cancellationToken);
            var age = first.Count == 0 ? 0 : Math.Max(0, (clock.GetUtcNow() - first[0].InsertedAt).TotalSeconds);
            text.Gauge("workflows_files_queue_age_seconds", "How long the first message that waits has waited.", age);
        }
        catch (StorageException)
        {
            // The figure is missing while storage cannot be reached; readiness says why.
        }
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!options.InProcess)
            return;
        if (options.RulesFile is { } file)
        {
            rulesText = await File.ReadAllTextAsync(file, cancellationToken);
            device = new SharedDevice(options.Core, RuleSet.Parse(rulesText, Path.GetFileName(file)), logging.CreateLogger<SharedDevice>());
        }

        try
        {
            device.Open();
        }
        catch (ValidationException error)
        {
            throw new OptionsValidationException(
                Options.DefaultName, typeof(FileHostOptions), [$"{FileHostSettings.Section}:{nameof(FileHostOptions.Tier)}: {error.Message}"]);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        // Not before: an app that cannot start takes no batch, and says nothing but why.
        if (options.InProcess)
            running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        trouble = "The host stops.";
        await accepting.CancelAsync();
        stopping.CancelAfter(TimeSpan.FromSeconds(options.DrainSeconds));       // by the clock on the wall: whoever stops a process waits there
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await using var now = cancellationToken.Register(stopping.Cancel);
        await running;
    }

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
        accepting.Dispose();
        stopping.Dispose();
        pumps?.Dispose();
        if (device != shared)
            device.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            if (await OpenAsync() is not { } opened)
                return;
            var definition = new Definition(rulesText);
            using var temp = TempArea.Create(Folder);
            cache = new ResultCache(
                options.CacheMemoryBytes, DiskTier.Open(Path.Combine(Folder, "cache"), definition.Common, options.CacheDiskBytes, log), metrics);
            using var kept = cache;
            using var arenas = new ArenaPool(options.InFlight, options.ArenaBytes);
            using var engine = new FileEngine(options.WorkersNow, device, definition, cache, metrics);
            var limits = new BatchLimits(options.FilesPerBatchMax, options.UnpackedBytesMax, temp.Path, AllowedRoots.Real(options.Roots));
            var runner = new BatchRunner(arenas, engine, definition, limits, metrics);
            var handler = new BatchHandler(runner, options, metrics, clock, logging.CreateLogger<BatchHandler>());
            pumps = new IntakePumps(opened, handler, options, clock, logging.CreateLogger<IntakePumps>());
            queues = opened;
            trouble = null;
            LogServing(log, options.Queue, opened.Account.Description);
            await pumps.RunAsync(accepting.Token, stopping.Token);
        }
        catch (OperationCanceledException) when (accepting.IsCancellationRequested)
        {
            // Stopped before it served.
        }
        catch (Exception error)
        {
            trouble = error.Message;
            HasEnded = true;
            LogEnded(log, error, options.Queue);
        }
    }

    /// <summary>Opens the account, again and again until it can be reached: the queue keeps what comes meanwhile.</summary>
    private async Task<IntakeQueues?> OpenAsync()
    {
        for (var pause = TimeSpan.FromSeconds(1); !accepting.IsCancellationRequested; pause = pause * 2 < OpenPauseMax ? pause * 2 : OpenPauseMax)
        {
            try
            {
                return await IntakeQueues.OpenAsync(accounts, options, accepting.Token);
            }
            catch (Exception error) when (error is StorageException or ArgumentException)
            {
                trouble = error.Message;
                LogNotOpen(log, options.Queue, error.Message);
                await Task.Delay(pause, clock, accepting.Token);
            }
        }

        return null;
    }

    [LoggerMessage(7410, LogLevel.Information, "Serving {Queue} of {Account}")]
    private static partial void LogServing(ILogger logger, string queue, string account);

    [LoggerMessage(7411, LogLevel.Error, "{Queue} is not served: {Reason}")]
    private static partial void LogNotOpen(ILogger logger, string queue, string reason);

    [LoggerMessage(7412, LogLevel.Critical, "{Queue} is no longer served")]
    private static partial void LogEnded(ILogger logger, Exception error, string queue);
}
