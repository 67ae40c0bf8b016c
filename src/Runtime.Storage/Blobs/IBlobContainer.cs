using Azure.Storage.Blobs;

namespace Workflows.Storage;

/// <summary>
/// A blob container. Blob names have 1 to 1,024 characters and at most 254 parts between slashes; no part may be empty at the start, or
/// be <c>.</c> or <c>..</c>. A name that breaks this gives <see cref="ArgumentException"/>. Every call but <see cref="CreateAsync"/>,
/// <see cref="ExistsAsync"/>,
/// <see cref="DeleteContainerAsync"/> and <see cref="FindAsync"/> throws <see cref="StorageException"/> with
/// <see cref="StorageProblem.NotFound"/> when the container does not exist.
/// </summary>
public interface IBlobContainer
{
    /// <summary>The container's name.</summary>
    string Name { get; }

    /// <summary>Makes the container.</summary>
    /// <returns>False when it is there already.</returns>
    Task<bool> CreateAsync(CancellationToken cancellationToken = default);

    /// <summary>Whether the container is there.</summary>
    Task<bool> ExistsAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes the container with all its blobs.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> DeleteContainerAsync(CancellationToken cancellationToken = default);

    /// <summary>Blobs in ordinal order of their names, page by page.</summary>
    /// <param name="prefix">Names begin with it; null: all.</param>
    /// <param name="continuation">From the page before; null: the first page.</param>
    /// <param name="pageSize">1 to 5,000; a page may be shorter and still not be the last.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<BlobPage> ListAsync(
        string? prefix = null, string? continuation = null, int pageSize = 1_000, CancellationToken cancellationToken = default);

    /// <summary>The properties of a blob.</summary>
    /// <returns>Null when there is no such blob or container.</returns>
    Task<StoredBlob?> FindAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>Opens a blob, or a part of it. One version is read to the end, or the stream fails; never a mixture of two.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="range">The part; null: the whole.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The content and the properties of the version it belongs to. The caller disposes of it.</returns>
    /// <exception cref="StorageException"><see cref="StorageProblem.NotFound"/>; <see cref="StorageProblem.Changed"/>: the blob has
    /// another etag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The part begins at or behind the end of the blob.</exception>
    Task<BlobContent> OpenReadAsync(string name, BlobRange? range = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a blob as a whole: readers see the old version or the new one, and it is on disk when the call returns.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="content">Read from its present position to its end.</param>
    /// <param name="options">Content type, metadata and conditions.</param>
    /// <param name="cancellationToken">Ends the upload; nothing is stored.</param>
    /// <exception cref="StorageException"><see cref="StorageProblem.Exists"/> or <see cref="StorageProblem.Changed"/>: a condition is not
    /// met.</exception>
    Task<StoredBlob> UploadAsync(string name, Stream content, BlobUpload? options = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a blob.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="ifMatch">Only when it has this etag; null: in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when there is no such blob.</returns>
    /// <exception cref="StorageException"><see cref="StorageProblem.Changed"/>: it has another etag.</exception>
    Task<bool> DeleteAsync(string name, string? ifMatch = null, CancellationToken cancellationToken = default);

    /// <summary>Replaces the metadata. The blob has a new etag then, and counts as changed.</summary>
    /// <param name="name">The blob.</param>
    /// <param name="metadata">Names are C# identifiers, values printable ASCII; 8 KiB in all.</param>
    /// <param name="ifMatch">Only when it has this etag; null: in any case.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException"><see cref="StorageProblem.NotFound"/>; <see cref="StorageProblem.Changed"/>: it has another
    /// etag.</exception>
    Task<StoredBlob> SetMetadataAsync(
        string name, IReadOnlyDictionary<string, string> metadata, string? ifMatch = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Blobs that are new or changed since a cursor, in the order in which the store learned of them. Each version that is still there is
    /// given at least once: one that was overwritten or deleted before it was asked for is not, and one may be given again, so a caller
    /// that must act once keeps the etags it acted on. The embedded store
    /// answers from an index, files included that somebody put into its folder; Azure is listed, see <c>docs/storage.md</c>.
    /// </summary>
    /// <param name="cursor">From the answer before, for the same prefix, kept for as long as one likes; null: everything there is.</param>
    /// <param name="max">1 to 5,000: about how many blobs to give at most.</param>
    /// <param name="prefix">Only blobs whose names begin with it, which makes a listing shorter; null: all.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The cursor is none of this container's.</exception>
    Task<BlobChanges> ReadChangesAsync(string? cursor, int max = 1_000, string? prefix = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until something may have changed since a cursor: call it after an answer without <see cref="BlobChanges.More"/>. The
    /// embedded store wakes its waiters at once; Azure is asked again after <see cref="QueuePolling.Next"/>. A container that does not
    /// exist yet is waited for in the same way.
    /// </summary>
    /// <param name="cursor">From the last answer; null: everything counts as new.</param>
    /// <param name="polling">The caller's own back-off, one for each loop that reads changes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task WaitForChangeAsync(string? cursor, QueuePolling polling, CancellationToken cancellationToken = default);

    /// <summary>
    /// The Azure SDK's client for a blob. On the embedded store: a client over the files, whose Open, Download, Upload, Exists,
    /// GetProperties, SetMetadata and Delete members work; the others throw <see cref="NotSupportedException"/> and say why.
    /// </summary>
    /// <param name="name">The blob.</param>
    BlobClient Client(string name);
}
