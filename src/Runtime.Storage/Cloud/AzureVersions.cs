using Azure.Storage.Blobs;
using Azure.Storage.Queues;

namespace Workflows.Storage.Cloud;

/// <summary>
/// The protocol that is spoken with Azure Storage: one that emulators and all regions answer; nothing here needs more. The packages'
/// versions stand in Directory.Packages.props, what they lack in Directory.Build.targets.
/// </summary>
internal static class AzureVersions
{
    public const BlobClientOptions.ServiceVersion Blobs = BlobClientOptions.ServiceVersion.V2021_12_02;

    // The pinned package of queues knows none newer; between the two nothing changed for queues.
    public const QueueClientOptions.ServiceVersion Queues = QueueClientOptions.ServiceVersion.V2021_08_06;
}
