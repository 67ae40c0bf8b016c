using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Storage.Azurite;
using Workflows.Storage.Cloud;

namespace Runtime.Storage.Tests.Support;

/// <summary>One real Azurite for all tests of the collection, on free ports, in a folder of its own.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private readonly string folder = TempFolder.Make();
    private AzuriteProcess? process;

    /// <summary>The connection string.</summary>
    public string Connection { get; private set; } = "";

    internal AzuriteProcess Process => process ?? throw new InvalidOperationException("Azurite is not started.");

    internal AzureAccount Account { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        process = await AzuriteProcess.StartAsync(Repository.AzuriteFolder, folder, AzuritePorts.Free, NullLogger.Instance, CancellationToken.None);
        Connection = process.ConnectionString(Emulator.Key);
        Account = AzureAccount.FromConnectionString(Connection, "Test", TimeProvider.System);
    }

    public async Task DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        TempFolder.Remove(folder);
    }
}
