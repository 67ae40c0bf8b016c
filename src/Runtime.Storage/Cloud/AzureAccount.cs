using System.Runtime.CompilerServices;
using Azure.Core;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Workflows.Storage.Cloud;

/// <summary>Queues and blobs of Azure Storage, or of Azurite.</summary>
internal sealed class AzureAccount : IStorageAccount
{
    private readonly QueueServiceClient? queues;
    private readonly BlobServiceClient? blobs;
    private readonly string connection;
    private readonly TimeProvider clock;

    private AzureAccount(QueueServiceClient? queues, BlobServiceClient? blobs, string connection, TimeProvider clock)
    {
        this.queues = queues;
        this.blobs = blobs;
        this.connection = connection;
        this.clock = clock;
    }

    /// <inheritdoc/>
    public string Description => $"Azure Storage at {blobs?.Uri ?? queues?.Uri}";

    /// <inheritdoc/>
    public bool WakesAtOnce => false;

    private QueueServiceClient Queues => queues ?? throw Missing("queueServiceUri");

    private BlobServiceClient Blobs => blobs ?? throw Missing("blobServiceUri");

    /// <summary>The account of a connection string.</summary>
    /// <param name="text">The connection string.</param>
    /// <param name="connection">The setting it stands in, for messages.</param>
    /// <param name="clock">Gives the waits between polls.</param>
    /// <exception cref="StorageException">It cannot be read.</exception>
    public static AzureAccount FromConnectionString(string text, string connection, TimeProvider clock)
    {
        try
        {
            return new AzureAccount(new QueueServiceClient(text, QueueOptions()), new BlobServiceClient(text, BlobOptions()), connection, clock);
        }
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException)
        {
            // The text may hold a key: neither it nor what the SDK says of it goes into the message.
            throw new StorageException(
                StorageProblem.Settings, $"The setting '{connection}' is no connection string of Azure Storage. Copy it from the account's access keys, or use UseDevelopmentStorage=true.");
        }
    }

    /// <summary>The account behind addresses, entered with an identity.</summary>
    public static AzureAccount FromIdentity(Uri? queues, Uri? blobs, TokenCredential credential, string connection, TimeProvider clock) => new(
        queues is null ? null : new QueueServiceClient(queues, credential, QueueOptions()),
        blobs is null ? null : new BlobServiceClient(blobs, credential, BlobOptions()),
        connection,
        clock);

    /// <inheritdoc/>
    public IStorageQueue Queue(string name)
    {
        StoreNames.CheckQueue(name);
        return new AzureQueue(Queues.GetQueueClient(name), clock);
    }

    /// <inheritdoc/>
    public IBlobContainer Container(string name)
    {
        StoreNames.CheckContainer(name);
        return new AzureContainer(Blobs.GetBlobContainerClient(name), clock);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        NamesAsync(Queues.GetQueuesAsync(cancellationToken: cancellationToken), queue => queue.Name, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<string> ListContainersAsync(CancellationToken cancellationToken = default) =>
        NamesAsync(Blobs.GetBlobContainersAsync(cancellationToken: cancellationToken), container => container.Name, cancellationToken);

    private static async IAsyncEnumerable<string> NamesAsync<T>(
        Azure.AsyncPageable<T> items, Func<T, string> name, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : notnull
    {
        await using var each = items.GetAsyncEnumerator(cancellationToken);
        while (await AzureErrors.GuardAsync("account", async () => await each.MoveNextAsync()))
            yield return name(each.Current);
    }

    private static QueueClientOptions QueueOptions() => new(AzureVersions.Queues) { MessageEncoding = QueueMessageEncoding.None };

    private static BlobClientOptions BlobOptions() => new(AzureVersions.Blobs);

    private StorageException Missing(string setting) =>
        new(StorageProblem.Settings, $"The connection '{connection}' has no address for this: set '{connection}__{setting}', or '{connection}__accountName'.");
}
