using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Workflows.Storage.Cloud;

/// <summary>A blob container of Azure Storage.</summary>
internal sealed class AzureContainer(BlobContainerClient client, TimeProvider clock) : IBlobContainer
{
    public string Name => client.Name;

    private string What => $"blob container '{client.Name}'";

    public Task<bool> CreateAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.CreateAsync(
            What, clock, async () => await client.CreateIfNotExistsAsync(cancellationToken: cancellationToken) is not null, cancellationToken);

    public Task<bool> ExistsAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(What, async () => (await client.ExistsAsync(cancellationToken)).Value);

    public Task<bool> DeleteContainerAsync(CancellationToken cancellationToken = default) =>
        AzureErrors.GuardAsync(What, async () => (await client.DeleteIfExistsAsync(cancellationToken: cancellationToken)).Value);

    public async Task<BlobPage> ListAsync(
        string? prefix = null, string? continuation = null, int pageSize = 1_000, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckPage(pageSize, nameof(pageSize));
        var page = await PageAsync(prefix, continuation, pageSize, cancellationToken);
        return new BlobPage([.. page.Values.Select(Read)], Next(page));
    }

    public async Task<StoredBlob?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        try
        {
            var found = await AzureErrors.GuardAsync(Blob(name), async () =>
                (await client.GetBlobClient(name).GetPropertiesAsync(cancellationToken: cancellationToken)).Value);
            return new StoredBlob(name, ETagOf(found.ETag), found.ContentLength, found.LastModified)
            {
                ContentType = found.ContentType,
                Metadata = Copy(found.Metadata),
            };
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return null;
        }
    }

    public async Task<BlobContent> OpenReadAsync(string name, BlobRange? range = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        BlobRules.CheckRange(range);
        var options = new BlobDownloadOptions { Conditions = Match(range?.IfMatch) };
        if (range is { Offset: > 0 } or { Length: not null })
            options.Range = new HttpRange(range.Offset, range.Length);
        try
        {
            var found = (await client.GetBlobClient(name).DownloadStreamingAsync(options, cancellationToken)).Value;
            var details = found.Details;
            var length = details.ContentRange is { Length: > 0 } part
                ? long.Parse(part.AsSpan(part.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture)
                : details.ContentLength;
            if (range is { Offset: > 0 } && range.Offset >= length)
            {
                await found.Content.DisposeAsync();
                throw Behind(name, range.Offset);       // Azurite answers such a range with nothing
            }

            var blob = new StoredBlob(name, ETagOf(details.ETag), length, details.LastModified)
            {
                ContentType = details.ContentType,
                Metadata = Copy(details.Metadata),
            };
            return new BlobContent(blob, found.Content);
        }
        catch (RequestFailedException error) when (error.Status == 416 && range!.Offset == 0)
        {
            return await OpenReadAsync(name, new BlobRange(IfMatch: range.IfMatch), cancellationToken);     // a part of an empty blob
        }
        catch (RequestFailedException error) when (error.Status == 416)
        {
            throw Behind(name, range!.Offset);
        }
        catch (RequestFailedException error)
        {
            throw AzureErrors.Explain(error, Blob(name));
        }
    }

    public async Task<StoredBlob> UploadAsync(string name, Stream content, BlobUpload? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        BlobRules.CheckName(name);
        BlobRules.CheckMetadata(options?.Metadata);
        options ??= new BlobUpload();
        var type = options.ContentType ?? StoredBlob.DefaultContentType;
        var upload = new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = type },
            Metadata = options.Metadata?.ToDictionary(),
            Conditions = Match(options.IfMatch) ?? (options.OnlyIfNew ? new BlobRequestConditions { IfNoneMatch = ETag.All } : null),
        };
        var counted = new CountingStream(content);
        var stored = await AzureErrors.GuardAsync(Blob(name), async () =>
            (await client.GetBlobClient(name).UploadAsync(counted, upload, cancellationToken)).Value);
        return new StoredBlob(name, ETagOf(stored.ETag), counted.Count, stored.LastModified) { ContentType = type, Metadata = Copy(options.Metadata) };
    }

    public async Task<bool> DeleteAsync(string name, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        try
        {
            await AzureErrors.GuardAsync(Blob(name), () =>
                client.GetBlobClient(name).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, Match(ifMatch), cancellationToken));
            return true;
        }
        catch (StorageException error) when (error is { Problem: StorageProblem.NotFound, InnerException: RequestFailedException { ErrorCode: not "ContainerNotFound" } })
        {
            return false;
        }
        catch (StorageException error) when (error.Problem == StorageProblem.Changed && ifMatch is not null)
        {
            if (await FindAsync(name, cancellationToken) is null)
                return false;           // gone, which some services answer with the condition
            throw;
        }
    }

    public async Task<StoredBlob> SetMetadataAsync(
        string name, IReadOnlyDictionary<string, string> metadata, string? ifMatch = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckName(name);
        BlobRules.CheckMetadata(metadata);
        await AzureErrors.GuardAsync(Blob(name), () =>
            client.GetBlobClient(name).SetMetadataAsync(metadata.ToDictionary(), Match(ifMatch), cancellationToken));
        return await FindAsync(name, cancellationToken) ?? throw new StorageException(StorageProblem.NotFound, $"The {Blob(name)} was removed meanwhile.");
    }

    public async Task<BlobChanges> ReadChangesAsync(
        string? cursor, int max = 1_000, string? prefix = null, CancellationToken cancellationToken = default)
    {
        BlobRules.CheckPage(max, nameof(max));
        var listed = string.IsNullOrEmpty(prefix) ? client.Uri.AbsoluteUri : $"{client.Uri.AbsoluteUri}\n{prefix}";
        var pass = ListingCursor.Read(cursor, listed);
        var page = await PageAsync(prefix, pass.Continuation, max, cancellationToken);
        pass = pass.At(page.GetRawResponse().Headers.Date ?? clock.GetUtcNow());
        var seen = new List<StoredBlob>();
        foreach (var blob in page.Values.Select(Read))
        {
            if (pass.Take(blob))
                seen.Add(blob);
        }

        return new BlobChanges(seen, pass.Next(Next(page)).Write(listed), Next(page) is not null);
    }

    public Task WaitForChangeAsync(string? cursor, QueuePolling polling, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(polling);
        return Task.Delay(polling.Next(), clock, cancellationToken);
    }

    public BlobClient Client(string name)
    {
        BlobRules.CheckName(name);
        return client.GetBlobClient(name);
    }

    private static ArgumentOutOfRangeException Behind(string name, long offset) => new(nameof(offset), offset, $"The blob '{name}' has fewer bytes.");

    private static StoredBlob Read(BlobItem item) => new(
        item.Name, ETagOf(item.Properties.ETag ?? default), item.Properties.ContentLength ?? 0, item.Properties.LastModified ?? default)
    {
        ContentType = item.Properties.ContentType ?? StoredBlob.DefaultContentType,
        Metadata = Copy(item.Metadata),
    };

    private static string ETagOf(ETag etag) => etag.ToString().Trim('"');

    private static BlobRequestConditions? Match(string? etag) =>
        etag is null ? null : new BlobRequestConditions { IfMatch = etag == "*" ? ETag.All : new ETag($"\"{etag}\"") };

    private static Dictionary<string, string> Copy(IEnumerable<KeyValuePair<string, string>>? metadata) =>
        new(metadata ?? [], StringComparer.OrdinalIgnoreCase);

    private static string? Next(Page<BlobItem> page) => string.IsNullOrEmpty(page.ContinuationToken) ? null : page.ContinuationToken;

    private string Blob(string name) => $"blob '{name}' in container '{client.Name}'";

    private Task<Page<BlobItem>> PageAsync(string? prefix, string? continuation, int size, CancellationToken cancellationToken) =>
        AzureErrors.GuardAsync(What, async () =>
        {
            await using var pages = client.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, prefix, cancellationToken)
                .AsPages(continuation, size).GetAsyncEnumerator(cancellationToken);
            return await pages.MoveNextAsync() ? pages.Current : throw new RequestFailedException(404, $"There is no {What}.");
        });
}
