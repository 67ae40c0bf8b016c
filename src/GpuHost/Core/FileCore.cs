using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using GpuHost.Core.Cuda;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// The file-processing core on the processor: every file is opened once and its bytes are read once, whatever its size. Safe for several
/// threads; each keeps its own buffers, about two megabytes.
/// </summary>
public sealed class FileCore : IFileCore, IDisposable
{
    private const int FilesPerShareMax = 256;   // enough small files to fill the lanes, few enough that threads end together
    private const int FilesPerShareMin = 32;    // two for each lane
    private const int SharesPerThread = 4;

    private readonly ConcurrentBag<FileWorker> idle = [];
    private readonly FileCoreOptions options;
    private readonly RuleSet rules;
    private readonly SharedDevice device;
    private readonly bool ownsDevice;

    /// <summary>Makes a core.</summary>
    /// <exception cref="ValidationException">An option is out of its range, or this machine does not have the tier.</exception>
    public FileCore(FileCoreOptions options, RuleSet rules)
        : this(options, rules, TimeProvider.System)
    {
    }

    /// <summary>Makes a core on another clock.</summary>
    internal FileCore(FileCoreOptions options, RuleSet rules, TimeProvider clock)
        : this(new SharedDevice(WithWork(options), rules, logger: null, clock)) => ownsDevice = true;

    /// <summary>Makes a core with the default options and the built-in rules.</summary>
    public FileCore()
        : this(new FileCoreOptions(), RuleSet.BuiltIn)
    {
    }

    /// <summary>Makes a core that has its options, its rules and its graphics device together with others.</summary>
    /// <exception cref="ValidationException">This machine does not have the tier.</exception>
    public FileCore(SharedDevice device)
    {
        (this.device, options, rules) = (device, device.Options, device.Rules);
        device.Open();
    }

    /// <summary>The graphics device and its part in the work.</summary>
    public DeviceStatus Device => device.Status;

    /// <summary>Asks the graphics device's management library what the device does; a call of a millisecond or so.</summary>
    /// <returns>Null when there is no device or it cannot be told.</returns>
    public DeviceUse? ReadDeviceUse() => device.ReadUse();

    /// <summary>Has every new state of the graphics device told, from whichever thread finds out.</summary>
    public void WatchDevice(Action<DeviceStatus> onChange) => device.OnChange += onChange;

    /// <summary>The device for workers; null when there is none.</summary>
    internal CudaTier? Cuda => device.For(options);

    /// <inheritdoc/>
    public FileBatchResult Process(FileBatch batch, CancellationToken cancellationToken) =>
        new([.. Inspect(batch, cancellationToken).Select(facts => facts.Record)]);

    /// <summary>Processes a batch as <see cref="Process"/> does, and gives the measures as well.</summary>
    /// <returns>What was found out about each path of the batch, in its order.</returns>
    public IReadOnlyList<FileFacts> Inspect(FileBatch batch, CancellationToken cancellationToken)
    {
        var facts = new FileFacts[batch.Paths.Count];
        var perShare = Cuda is null
            ? Math.Clamp(facts.Length / (SharesPerThread * options.DegreeOfParallelism), FilesPerShareMin, FilesPerShareMax)
            : 2 * options.Cuda.FilesPerBatchMax;
        var shares = (facts.Length + perShare - 1) / perShare;
        if (options.DegreeOfParallelism == 1 || shares == 1)
        {
            RunShare(batch, new FileResolver(batch.Root), .., facts, cancellationToken);
            return facts;
        }

        var bound = new ParallelOptions { MaxDegreeOfParallelism = options.DegreeOfParallelism, CancellationToken = cancellationToken };
        Parallel.For(
            0,
            shares,
            bound,
            () => new FileResolver(batch.Root),
            (share, _, resolver) =>
            {
                var first = share * perShare;
                RunShare(batch, resolver, first..Math.Min(first + perShare, facts.Length), facts, cancellationToken);
                return resolver;
            },
            _ => { });
        return facts;
    }

    /// <summary>Frees the buffers of workers that are idle, and lets the device go if no others have it.</summary>
    public void Dispose()
    {
        while (idle.TryTake(out var worker))
            worker.Dispose();
        if (ownsDevice)
            device.Dispose();
    }

    /// <summary>A core of its own that has nothing for a device to do looks for none.</summary>
    private static FileCoreOptions WithWork(FileCoreOptions options) =>
        options.Measure || options.CountTokens ? options : options with { Cuda = options.Cuda with { IsEnabled = false } };

    private void RunShare(FileBatch batch, FileResolver resolver, Range files, FileFacts[] facts, CancellationToken cancellationToken)
    {
        if (!idle.TryTake(out var worker))
            worker = new FileWorker(rules, options, Cuda);
        try
        {
            worker.Run(batch.Paths, resolver, files, facts, cancellationToken);
            idle.Add(worker);
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }
}
