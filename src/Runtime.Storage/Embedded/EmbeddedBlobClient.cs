using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Workflows.Storage.Cloud;

namespace Workflows.Storage.Embedded;

/// <summary>
/// Clients of the Azure SDK over the embedded store: the SDK's own code speaks to <see cref="EmbeddedBlobHandler"/> instead of a network,
/// so that every member behaves as it does on Azure, down to conditions, ranges and errors.
/// </summary>
internal static class EmbeddedBlobClient
{
    private static readonly Uri Account = new("http://embedded.blob.localhost/");

    public static BlobClient Create(EmbeddedContainer container, string name)
    {
        var address = new BlobUriBuilder(Account) { BlobContainerName = container.Name, BlobName = name }.ToUri();
        var options = new BlobClientOptions(AzureVersions.Blobs)
        {
            Transport = new HttpClientTransport(new EmbeddedBlobHandler(container, name)),
            Retry = { MaxRetries = 0, Mode = RetryMode.Fixed },
            Diagnostics = { IsTelemetryEnabled = false, IsLoggingEnabled = false, IsDistributedTracingEnabled = false },
        };
        return new BlobClient(address, options);
    }
}
