using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Workflows.Storage.Cloud;

/// <summary>The protocol that is spoken with Azure Storage: one that emulators and all regions answer; nothing here needs a newer one.</summary>
internal static class AzureVersions
{
    public const BlobClientOptions.ServiceVersion Blobs = BlobClientOptions.ServiceVersion.V2021_12_02;

    public const QueueClientOptions.ServiceVersion Queues = QueueClientOptions.ServiceVersion.V2021_12_02;
}
