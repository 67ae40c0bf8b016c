using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

namespace Workflows.Storage.Embedded;

/// <summary>
/// Answers the Azure SDK's requests for one blob from the embedded store: put, put block, put block list, get, head, delete and set
/// metadata. Nothing leaves the process.
/// </summary>
internal sealed class EmbeddedBlobHandler(EmbeddedContainer container, string name) : HttpMessageHandler
{
    private readonly StagedBlocks blocks = new(container, name);

    // The SDK's synchronous members end here. The work runs on the pool, where nothing waits for this thread.
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Task.Run(() => SendAsync(request, cancellationToken), cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(request, cancellationToken);
        }
        catch (StorageException error) when (error.Problem is StorageProblem.NotFound or StorageProblem.Exists or StorageProblem.Changed)
        {
            return await RefuseAsync(error, cancellationToken);
        }
        catch (ArgumentOutOfRangeException)
        {
            return Failed(HttpStatusCode.RequestedRangeNotSatisfiable, "InvalidRange");
        }
    }

    private Task<HttpResponseMessage> AnswerAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = BlobRequest.Read(request);
        return (request.Method.Method, asked.Part) switch
        {
            ("PUT", "") when asked.IsBlockBlob => PutAsync(request, asked, cancellationToken),
            ("PUT", "block") => PutBlockAsync(request, asked, cancellationToken),
            ("PUT", "blocklist") => PutBlockListAsync(request, asked, cancellationToken),
            ("PUT", "metadata") => SetMetadataAsync(asked, cancellationToken),
            ("GET", "") => GetAsync(asked, withContent: true, cancellationToken),
            ("HEAD", "") => GetAsync(asked, withContent: false, cancellationToken),
            ("DELETE", "") => DeleteAsync(asked, cancellationToken),
            _ => throw new NotSupportedException(
                $"The embedded store does not do '{request.Method} {asked.Part}' of blobs: it has no copies by address, snapshots, tiers, tags, leases, headers or holds. Use Azurite or Azure."),
        };
    }

    private async Task<HttpResponseMessage> PutAsync(HttpRequestMessage request, BlobRequest asked, CancellationToken cancellationToken)
    {
        var content = request.Content;
        return Stored(HttpStatusCode.Created, await container.UploadAsync(
            name, (to, token) => content?.CopyToAsync(to, token) ?? Task.CompletedTask, asked.Upload(), cancellationToken));
    }

    private async Task<HttpResponseMessage> PutBlockAsync(HttpRequestMessage request, BlobRequest asked, CancellationToken cancellationToken)
    {
        await blocks.AddAsync(asked.BlockId, request.Content, cancellationToken);
        return new HttpResponseMessage(HttpStatusCode.Created);
    }

    private async Task<HttpResponseMessage> PutBlockListAsync(HttpRequestMessage request, BlobRequest asked, CancellationToken cancellationToken)
    {
        var list = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        return Stored(HttpStatusCode.Created, await blocks.JoinAsync(list, asked.Upload(), cancellationToken));
    }

    private async Task<HttpResponseMessage> SetMetadataAsync(BlobRequest asked, CancellationToken cancellationToken) =>
        Stored(HttpStatusCode.OK, await container.SetMetadataAsync(name, asked.Metadata, asked.IfMatch, cancellationToken));

    private async Task<HttpResponseMessage> DeleteAsync(BlobRequest asked, CancellationToken cancellationToken) =>
        await container.DeleteAsync(name, asked.IfMatch, cancellationToken)
            ? new HttpResponseMessage(HttpStatusCode.Accepted)
            : Failed(HttpStatusCode.NotFound, "BlobNotFound");

    private async Task<HttpResponseMessage> GetAsync(BlobRequest asked, bool withContent, CancellationToken cancellationToken)
    {
        var content = await container.OpenReadAsync(name, asked.Range, cancellationToken);
        var blob = content.Properties;
        if (asked.IfNoneMatch == "*" || asked.IfNoneMatch == blob.ETag)
        {
            await content.DisposeAsync();
            return Failed(HttpStatusCode.NotModified, "ConditionNotMet");
        }

        var length = content.Stream.Length;
        var response = Stored(asked.HasRange ? HttpStatusCode.PartialContent : HttpStatusCode.OK, blob);
        if (withContent)
            response.Content = new StreamContent(content.Stream);
        else
        {
            await content.DisposeAsync();
            response.Content = new ByteArrayContent([]);
        }

        Describe(response, blob, length, asked);
        return response;
    }

    private static void Describe(HttpResponseMessage response, StoredBlob blob, long length, BlobRequest asked)
    {
        var headers = response.Content.Headers;
        headers.ContentLength = length;
        headers.LastModified = blob.LastModified;
        headers.TryAddWithoutValidation("Content-Type", blob.ContentType);
        if (asked.HasRange && length > 0)
            headers.ContentRange = new ContentRangeHeaderValue(asked.Range.Offset, asked.Range.Offset + length - 1, blob.Length);
        response.Headers.TryAddWithoutValidation("Accept-Ranges", "bytes");
        response.Headers.TryAddWithoutValidation("x-ms-blob-type", "BlockBlob");
        response.Headers.TryAddWithoutValidation("x-ms-lease-state", "available");
        response.Headers.TryAddWithoutValidation("x-ms-lease-status", "unlocked");
        response.Headers.TryAddWithoutValidation("x-ms-creation-time", blob.LastModified.ToString("R", CultureInfo.InvariantCulture));
        foreach (var (key, value) in blob.Metadata)
            response.Headers.TryAddWithoutValidation("x-ms-meta-" + key, value);
    }

    private static HttpResponseMessage Stored(HttpStatusCode status, StoredBlob blob)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        response.Headers.TryAddWithoutValidation("ETag", $"\"{blob.ETag}\"");
        response.Headers.TryAddWithoutValidation("x-ms-request-server-encrypted", "false");
        response.Headers.TryAddWithoutValidation("x-ms-server-encrypted", "false");
        response.Content.Headers.LastModified = blob.LastModified;
        return response;
    }

    private async Task<HttpResponseMessage> RefuseAsync(StorageException error, CancellationToken cancellationToken) => error.Problem switch
    {
        StorageProblem.Exists => Failed(HttpStatusCode.Conflict, "BlobAlreadyExists"),
        StorageProblem.Changed => Failed(HttpStatusCode.PreconditionFailed, "ConditionNotMet"),
        _ => Failed(HttpStatusCode.NotFound, await container.ExistsAsync(cancellationToken) ? "BlobNotFound" : "ContainerNotFound"),
    };

    private static HttpResponseMessage Failed(HttpStatusCode status, string code)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        response.Headers.TryAddWithoutValidation("x-ms-error-code", code);
        return response;
    }
}
