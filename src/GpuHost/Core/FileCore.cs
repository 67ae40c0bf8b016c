using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// The file-processing core on the processor: every file is opened once and its bytes are read once, whatever its size. Safe for several
/// threads; each keeps its own buffers, about two megabytes.
/// </summary>
public sealed class FileCore : IFileCore, IDisposable
{
    private const int FilesPerShare = 256;      // enough small files to fill the lanes, few enough that threads end together

    private readonly ConcurrentBag<FileWorker> idle = [];
    private readonly FileCoreOptions options;
    private readonly RuleSet rules;

    /// <summary>Makes a core.</summary>
    /// <exception cref="ValidationException">An option is out of its range, or this processor does not have the tier.</exception>
    public FileCore(FileCoreOptions options, RuleSet rules)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        if (options.Tier is { } tier && !TierSet.Present.Contains(tier))
            throw new ValidationException($"This processor does not have the tier {tier}; it has {string.Join(", ", TierSet.Present)}.");
        this.options = options;
        this.rules = rules;
    }

    /// <summary>Makes a core with the default options and the built-in rules.</summary>
    public FileCore()
        : this(new FileCoreOptions(), RuleSet.BuiltIn)
    {
    }

    /// <inheritdoc/>
    public FileBatchResult Process(FileBatch batch, CancellationToken cancellationToken) =>
        new([.. Inspect(batch, cancellationToken).Select(facts => facts.Record)]);

    /// <summary>Processes a batch as <see cref="Process"/> does, and gives the measures as well.</summary>
    /// <returns>What was found out about each path of the batch, in its order.</returns>
    public IReadOnlyList<FileFacts> Inspect(FileBatch batch, CancellationToken cancellationToken)
    {
        var facts = new FileFacts[batch.Paths.Count];
        var shares = (facts.Length + FilesPerShare - 1) / FilesPerShare;
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
                var first = share * FilesPerShare;
                RunShare(batch, resolver, first..Math.Min(first + FilesPerShare, facts.Length), facts, cancellationToken);
                return resolver;
            },
            _ => { });
        return facts;
    }

    /// <summary>Frees the buffers of workers that are idle.</summary>
    public void Dispose()
    {
        while (idle.TryTake(out var worker))
            worker.Dispose();
    }

    private void RunShare(FileBatch batch, FileResolver resolver, Range files, FileFacts[] facts, CancellationToken cancellationToken)
    {
        if (!idle.TryTake(out var worker))
            worker = new FileWorker(rules, options);
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
