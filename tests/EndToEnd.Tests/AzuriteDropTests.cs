using System.Text;
using Runtime.Storage.Tests.Support;
using Workflows.Storage;

namespace EndToEnd.Tests;

/// <summary>Drops in a real Azurite, one for each test: the app's queues and containers have fixed names.</summary>
public sealed class AzuriteDropTests : DropContract, IAsyncLifetime
{
    private readonly AzuriteFixture azurite = new();

    protected override IReadOnlyDictionary<string, string> Store => new Dictionary<string, string> { ["AzureWebJobsStorage"] = azurite.Connection };

    private IBlobContainer Drops => azurite.Account.Container("drops");

    public Task InitializeAsync() => azurite.InitializeAsync();

    public Task DisposeAsync() => azurite.DisposeAsync();

    protected override Task PrepareAsync() => Drops.CreateAsync();

    protected override Task PutAsync(string blob, byte[] content) => Drops.UploadAsync(blob, new MemoryStream(content));

    protected override async Task<string?> FindAsync(string blob)
    {
        if (await Drops.FindAsync(blob) is null)
            return null;
        await using var content = await Drops.OpenReadAsync(blob);
        return await new StreamReader(content.Stream, Encoding.UTF8).ReadToEndAsync();
    }

    protected override async Task<int> CountResultsAsync() => (await azurite.Account.Container("file-results").ListAsync()).Blobs.Count;
}
