using System.Security.Cryptography;
using System.Text.Json;
using GpuHost.Health;
using GpuHost.Intake;
using GpuHost.Publishing;
using Workflows.Contracts.Batches;

namespace GpuHost.Batching;

/// <summary>
/// One batch from its message to its stored result: once, however often it is asked for. A batch with an id is looked up before it is worked on; one
/// without is named after what comes out.
/// </summary>
internal sealed class BatchRunner(
    ArenaPool arenas, FileEngine engine, Definition definition, BatchLimits limits, FileHostMetrics metrics)
{
    private static readonly Dictionary<BatchSourceKind, IBatchReader> Readers = new()
    {
        [BatchSourceKind.Blobs] = new BlobBatch(),
        [BatchSourceKind.Pack] = new PackBatch(),
        [BatchSourceKind.Tar] = new ArchiveBatch(),
        [BatchSourceKind.Zip] = new ArchiveBatch(),
        [BatchSourceKind.Folder] = new FolderBatch(),
    };

    /// <summary>Works on a batch.</summary>
    /// <param name="message">What is asked for.</param>
    /// <param name="queues">Where its files are and its result goes.</param>
    /// <param name="cancellationToken">Leaves it; nothing is stored then.</param>
    /// <returns>The result, and whether it was there before.</returns>
    /// <exception cref="BatchRefusedException">No attempt can serve it.</exception>
    /// <exception cref="StorageException">Storage cannot be reached, or refuses the result.</exception>
    public async Task<(PublishedResult Result, bool IsRepeated)> RunAsync(BatchMessage message, IntakeQueues queues, CancellationToken cancellationToken)
    {
        var store = new ResultStore(queues.Results);
        var batch = DigestOf(message);
        var named = message.Id is { } id ? ResultName.OfId(id) : null;
        if (named is not null && await store.FindAsync(named, batch, cancellationToken) is { } known)
            return (known, true);
        using var spool = new Spool(limits.TempFolder);
        using var result = new ResultWriter(definition.Of(message.Work), spool, limits.FilesMax);
        var problem = await FillAsync(message, queues.Account, result, cancellationToken);
        var sha256 = result.Finish(problem);
        using var timing = metrics.Time(HostStage.Publish);
        var blob = named ?? ResultName.OfContent(sha256);
        if (await store.StoreAsync(blob, batch, spool, cancellationToken))
        {
            metrics.Count(result.Totals);
            return (new PublishedResult(blob, result.Totals, problem), false);
        }

        // Somebody was faster, or it was asked for before. What is stored is what counts.
        return named is null
            ? (new PublishedResult(blob, result.Totals, problem), true)
            : (await store.FindAsync(blob, batch, cancellationToken) ?? throw new StorageException(StorageProblem.NotFound, $"The result '{blob}' was removed."), true);
    }

    private async Task<string?> FillAsync(BatchMessage message, IStorageAccount account, ResultWriter result, CancellationToken cancellationToken)
    {
        var arena = await arenas.RentAsync(cancellationToken);
        try
        {
            var build = new BatchBuild(arena, engine, message.Work, result, limits);
            string? problem;
            using (metrics.Time(HostStage.Read))
                problem = await Readers[message.Source.Kind].ReadAsync(message.Source, account, build, cancellationToken);
            await build.FlushAsync(cancellationToken);
            return problem;
        }
        finally
        {
            arenas.Return(arena);
        }
    }

    /// <summary>What an id stands for: the files and the work, not who asked.</summary>
    private static string DigestOf(BatchMessage message) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(message with { Notify = null }, JsonSerializerOptions.Web)));
}
