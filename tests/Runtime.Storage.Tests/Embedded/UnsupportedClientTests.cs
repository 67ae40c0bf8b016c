using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>What the embedded store cannot do for the SDK's client is refused with the reason, never done by half.</summary>
public sealed class UnsupportedClientTests(EmbeddedFixture store) : IClassFixture<EmbeddedFixture>
{
    [Fact]
    public async Task Call_OfSomethingThatIsNotThere_SaysWhyAndWhatElse()
    {
        var container = store.Account.Container("c-" + Guid.NewGuid().ToString("N"));
        await container.CreateAsync();
        var client = container.Client("doc");
        await client.UploadAsync(Texts.Stream("x"));
        foreach (var call in new Func<Task>[]
        {
            () => client.CreateSnapshotAsync(),
            () => client.SetTagsAsync(new Dictionary<string, string>()),
            () => client.SetAccessTierAsync(AccessTier.Cool),
            () => client.SetHttpHeadersAsync(new BlobHttpHeaders()),
            () => client.StartCopyFromUriAsync(client.Uri),
            () => client.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15)),
            () => client.GetPropertiesAsync(new BlobRequestConditions { IfModifiedSince = DateTimeOffset.UtcNow }),
        })
        {
            var error = await Assert.ThrowsAsync<NotSupportedException>(call);
            Assert.Contains("Azurite", error.Message, StringComparison.Ordinal);
        }
    }
}
