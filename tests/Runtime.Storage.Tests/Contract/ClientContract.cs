using System.Text;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Contract;

/// <summary>What functions may do with the Azure SDK's client, on every store, with and without async.</summary>
public abstract class ClientContract
{
    protected abstract IStorageAccount Account { get; }

    [Fact]
    public async Task Client_OfABlob_HasItsNames()
    {
        var (container, client) = await NewAsync("folder/a b%20ü.txt");
        Assert.Equal("folder/a b%20ü.txt", client.Name);
        Assert.Equal(container.Name, client.BlobContainerName);
    }

    [Fact]
    public async Task UploadAndDownload_Async_WorkTogether()
    {
        var (container, client) = await NewAsync("folder/a b%20ü.txt");
        Assert.False((await client.ExistsAsync()).Value);
        var stored = (await client.UploadAsync(BinaryData.FromString("hello"))).Value;
        Assert.True((await client.ExistsAsync()).Value);
        Assert.Equal(stored.ETag.ToString().Trim('"'), (await container.FindAsync(client.Name))!.ETag);
        Assert.Equal("hello", (await client.DownloadContentAsync()).Value.Content.ToString());
        using var target = new MemoryStream();
        await client.DownloadToAsync(target);
        Assert.Equal("hello", Encoding.UTF8.GetString(target.ToArray()));
        using var reader = new StreamReader((await client.DownloadStreamingAsync()).Value.Content);
        Assert.Equal("hello", await reader.ReadToEndAsync());
        using var opened = new StreamReader(await client.OpenReadAsync());
        Assert.Equal("hello", await opened.ReadToEndAsync());
        Assert.True((await client.DeleteIfExistsAsync()).Value);
        Assert.False((await client.DeleteIfExistsAsync()).Value);
    }

    [Fact]
    public async Task UploadAndDownload_Sync_WorkTogether()
    {
        var (_, client) = await NewAsync("sync");
        UseSync(client);
    }

    [Fact]
    public async Task Properties_AndMetadata_AreThoseOfTheStore()
    {
        var (container, client) = await NewAsync("doc");
        await client.UploadAsync(Texts.Stream("12345"), new BlobUploadOptions
        {
            HttpHeaders = new BlobHttpHeaders { ContentType = "text/csv" },
            Metadata = new Dictionary<string, string> { ["owner"] = "ann" },
        });
        var properties = (await client.GetPropertiesAsync()).Value;
        Assert.Equal((5, "text/csv", "ann"), (properties.ContentLength, properties.ContentType, properties.Metadata["owner"]));
        Assert.Equal(BlobType.Block, properties.BlobType);
        Assert.Equal(properties.LastModified, (await container.FindAsync("doc"))!.LastModified, TimeSpan.FromSeconds(1));
        var changed = (await client.SetMetadataAsync(new Dictionary<string, string> { ["owner"] = "bob" })).Value;
        Assert.NotEqual(properties.ETag, changed.ETag);
        Assert.Equal("bob", (await container.FindAsync("doc"))!.Metadata["owner"]);
    }

    [Fact]
    public async Task OpenWrite_InManyBlocks_StoresTheWhole()
    {
        var (container, client) = await NewAsync("written");
        await using (var stream = await client.OpenWriteAsync(overwrite: true, new BlobOpenWriteOptions { BufferSize = 64 * 1024 }))
        {
            for (var i = 0; i < 10; i++)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(new string((char)('a' + i), 50_000)));
        }

        Assert.Equal(500_000, (await container.FindAsync("written"))!.Length);
        Assert.Equal("ab", await Texts.ReadAsync(container, "written", new BlobRange(49_999, 2)));
        var part = await client.DownloadContentAsync(new BlobDownloadOptions { Range = new HttpRange(499_999, 1) });
        Assert.Equal("j", part.Value.Content.ToString());
    }

    [Fact]
    public async Task Upload_LargerThanOneRequest_IsStoredWhole()
    {
        var (container, client) = await NewAsync("large");
        var options = new BlobUploadOptions { TransferOptions = Parts(100_000) };
        await client.UploadAsync(Texts.Stream(new string('q', 350_000)), options);
        Assert.Equal(350_000, (await container.FindAsync("large"))!.Length);
        using var target = new MemoryStream();
        await client.DownloadToAsync(target, new BlobDownloadToOptions { TransferOptions = Parts(65_536) });
        Assert.Equal(350_000, target.Length);
    }

    [Fact]
    public async Task Refuse_AnyCall_GivesTheServicesStatusAndCode()
    {
        var (_, client) = await NewAsync("doc");
        var absent = await Assert.ThrowsAsync<RequestFailedException>(() => client.DownloadContentAsync());
        Assert.Equal((404, "BlobNotFound"), (absent.Status, absent.ErrorCode));
        await client.UploadAsync(Texts.Stream("1"));
        var again = await Assert.ThrowsAsync<RequestFailedException>(() => client.UploadAsync(Texts.Stream("2")));
        Assert.Equal((409, "BlobAlreadyExists"), (again.Status, again.ErrorCode));
        var other = await Assert.ThrowsAsync<RequestFailedException>(
            () => client.DeleteAsync(conditions: new BlobRequestConditions { IfMatch = new ETag("\"0x0\"") }));
        Assert.Equal(412, other.Status);
        var without = await Assert.ThrowsAsync<RequestFailedException>(() => Account.Container("c-" + Guid.NewGuid().ToString("N")).Client("x").GetPropertiesAsync());
        Assert.Equal(404, without.Status);
    }

    protected async Task<(IBlobContainer Container, BlobClient Client)> NewAsync(string name)
    {
        var container = Account.Container("c-" + Guid.NewGuid().ToString("N"));
        await container.CreateAsync();
        return (container, container.Client(name));
    }

    private static StorageTransferOptions Parts(int bytes) => new() { InitialTransferSize = bytes, MaximumTransferSize = bytes };

    private static void UseSync(BlobClient client)
    {
        client.Upload(Texts.Stream("hello"), overwrite: true);
        Assert.True(client.Exists().Value);
        Assert.Equal("hello", client.DownloadContent().Value.Content.ToString());
        using var reader = new StreamReader(client.OpenRead());
        Assert.Equal("hello", reader.ReadToEnd());
        client.SetMetadata(new Dictionary<string, string> { ["a"] = "b" });
        Assert.Equal("b", client.GetProperties().Value.Metadata["a"]);
        client.Delete();
        Assert.False(client.Exists().Value);
    }
}
