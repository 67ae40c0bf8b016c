using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Azurite;

namespace GpuHost.Service.Tests.Support;

/// <summary>A real Azurite, on free ports.</summary>
public sealed class AzuriteFixture : StorageFixture
{
    private AzuriteProcess? process;
    private string connection = "";

    public override string Connection => connection;

    public override async Task InitializeAsync()
    {
        var data = Path.Combine(Folder, "azurite");
        process = await AzuriteProcess.StartAsync(Repository.AzuriteFolder, data, AzuritePorts.Free, NullLogger.Instance, CancellationToken.None);
        connection = process.ConnectionString(Emulator.Key);
    }

    public override async Task DisposeAsync()
    {
        if (process is not null)
            await process.DisposeAsync();
        await base.DisposeAsync();
    }
}
