using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Cloud;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Accounts;

/// <summary>Which store a setting means.</summary>
public sealed class StorageAccountsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("embedded")]
    public async Task Get_OfTheDefault_IsEmbeddedWhenNothingElseIsSet(string? value)
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder, ("AzureWebJobsStorage", value));
        var account = await accounts.GetAsync();
        Assert.IsType<EmbeddedStore>(account);
        Assert.Same(account, await accounts.GetAsync("AzureWebJobsStorage"));
        Assert.True(Directory.Exists(folder.File("storage/blobs")));
    }

    [Fact]
    public async Task Get_OfAnyEmbeddedConnection_IsTheOneStore()
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder, ("Other", "Embedded"));
        Assert.Same(await accounts.GetAsync(), await accounts.GetAsync("Other"));
    }

    [Theory]
    [InlineData("Mail")]
    [InlineData("AzureWebJobsMail")]
    [InlineData("ConnectionStrings:Mail")]
    public async Task Get_OfAName_IsLookedUpInItsThreePlaces(string setting)
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder, (setting, Connection("abc")));
        var account = await accounts.GetAsync("Mail");
        Assert.IsType<AzureAccount>(account);
        Assert.Contains("abc.blob", account.Description, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("storage")));
    }

    [Fact]
    public async Task Get_OfANameThatIsNotSet_NamesIt()
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder);
        var error = await Assert.ThrowsAsync<StorageException>(async () => await accounts.GetAsync("Mail"));
        Assert.Equal(StorageProblem.Settings, error.Problem);
        Assert.Contains("'Mail'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAStringThatIsNone_ShowsNoneOfIt()
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder, ("Mail", "AccountName=a;AccountKey=hidden-word"));
        var error = await Assert.ThrowsAsync<StorageException>(async () => await accounts.GetAsync("Mail"));
        Assert.Contains("'Mail'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-word", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAddresses_NeedsAnIdentity()
    {
        using var folder = new TempFolder();
        (string, string?)[] settings = [("Mail__blobServiceUri", "https://abc.blob.core.windows.net")];
        await using (var accounts = Accounts(folder, settings))
            await Assert.ThrowsAsync<StorageException>(async () => await accounts.GetAsync("Mail"));
        await using var entered = new StorageAccounts(
            new StorageOptions { DataFolder = folder.Path, Credential = new NoCredential() },
            Configuration(settings), TimeProvider.System, NullLoggerFactory.Instance);
        var account = await entered.GetAsync("Mail");
        Assert.Equal("drops", account.Container("drops").Name);
        Assert.Contains("queueServiceUri", Assert.Throws<StorageException>(() => account.Queue("work")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_AfterAFailure_TriesAnew()
    {
        using var folder = new TempFolder();
        await using var accounts = Accounts(folder);
        await File.WriteAllTextAsync(folder.File("storage"), "in the way");
        await Assert.ThrowsAsync<StorageException>(async () => await accounts.GetAsync());
        File.Delete(folder.File("storage"));
        await accounts.GetAsync();
    }

    [Fact]
    public async Task Services_WithStorage_CloseItWhenTheyEnd()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection().AddLogging();
        services.AddWorkflowsStorage(Configuration(), new StorageOptions { DataFolder = folder.Path });
        await using (var provider = services.BuildServiceProvider())
            await (await provider.GetRequiredService<IStorageAccounts>().GetAsync()).Queue("work").CreateAsync();
        await using var again = EmbeddedStore.Open(folder.File("storage"), TimeProvider.System, NullLogger.Instance);
        Assert.True(await again.Queue("work").ExistsAsync());
    }

    private static string Connection(string account) => $"DefaultEndpointsProtocol=https;AccountName={account};AccountKey={Emulator.Key};EndpointSuffix=core.windows.net";

    private static IConfiguration Configuration(params (string Name, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Where(setting => setting.Value is not null).ToDictionary(setting => setting.Name, setting => setting.Value)).Build();

    private static StorageAccounts Accounts(TempFolder folder, params (string Name, string? Value)[] settings) =>
        new(new StorageOptions { DataFolder = folder.Path }, Configuration(settings), TimeProvider.System, NullLoggerFactory.Instance);

    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => default;
    }
}
