using Workflows.Contracts.Batches;

namespace GpuHost.Publishing;

/// <summary>The container of results. A result is stored whole and once; what is there is never written again.</summary>
internal sealed class ResultStore(IBlobContainer container)
{
    private const string ContentType = "application/x-ndjson";
    private const string BatchKey = "batch";        // metadata: what the id stood for when it was used first

    public string Container => container.Name;

    /// <summary>The result of a batch with an id, when there is one.</summary>
    /// <param name="blob">The result's name.</param>
    /// <param name="batch">Digest of what the id stands for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="BatchRefusedException">The id was used for something else.</exception>
    public async Task<PublishedResult?> FindAsync(string blob, string batch, CancellationToken cancellationToken)
    {
        if (await container.FindAsync(blob, cancellationToken) is not { } found)
            return null;
        if (found.Metadata.GetValueOrDefault(BatchKey) is { } first && first != batch)
            throw new BatchRefusedException("its id was used for another batch; give every batch an id of its own");
        var (totals, problem) = await ResultReader.ReadEndAsync(container, found, cancellationToken);
        return new PublishedResult(blob, totals, problem);
    }

    /// <summary>Stores a result unless it is there.</summary>
    /// <returns>False when it was there: then it is the same, or of the same id.</returns>
    /// <exception cref="StorageException">Storage refuses it, with the cure.</exception>
    public async Task<bool> StoreAsync(string blob, string batch, Spool spool, CancellationToken cancellationToken)
    {
        for (var created = false; ; created = true)
        {
            try
            {
                var upload = new BlobUpload { OnlyIfNew = true, ContentType = ContentType, Metadata = new Dictionary<string, string> { [BatchKey] = batch } };
                await container.UploadAsync(blob, spool.Read(), upload, cancellationToken);
                return true;
            }
            catch (StorageException error) when (error.Problem == StorageProblem.Exists)
            {
                return false;
            }
            catch (StorageException error) when (error.Problem == StorageProblem.NotFound && !created)
            {
                await container.CreateAsync(cancellationToken);     // somebody removed it, or this is the first result
            }
        }
    }
}
