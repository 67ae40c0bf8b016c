using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Azurite;
using Workflows.Storage.Cloud;

namespace Runtime.Storage.Tests.Azurite;

/// <summary>Azurite as the host starts it. In the collection of those that use one, so that they do not start at the same time.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzuriteProcessTests(AzuriteFixture running)
{
    [Fact]
    public async Task Start_ThenStop_KeepsTheDataAndFreesThePorts()
    {
        using var folder = new TempFolder();
        AzuritePorts ports;
        int process;
        await using (var azurite = await StartAsync(folder))
        {
            ports = azurite.Ports;
            process = azurite.ProcessId;
            await Account(azurite).Queue("work").CreateAsync();
        }

        Assert.Throws<ArgumentException>(() => Process.GetProcessById(process));
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(ports.Blobs));
        await using var again = await StartAsync(folder);
        Assert.True(await Account(again).Queue("work").ExistsAsync());
    }

    [Fact]
    public async Task Start_WithoutAFolder_ForgetsTheData()
    {
        await using (var azurite = await StartAsync(folder: null))
        {
            await Account(azurite).Queue("work").CreateAsync();
            Assert.True(await Account(azurite).Queue("work").ExistsAsync());
        }

        await using var again = await StartAsync(folder: null);
        Assert.False(await Account(again).Queue("work").ExistsAsync());
    }

    [Fact]
    public async Task Ensure_WhereSomethingListens_StartsNothing()
    {
        using var folder = new TempFolder();
        Assert.Null(await DevelopmentStorage.EnsureAsync(
            Repository.AzuriteFolder, folder.Path, running.Process.Ports, NullLogger.Instance, CancellationToken.None));
    }

    [Fact]
    public async Task Ensure_WhereHalfOfItListens_SaysWhichPort()
    {
        using var folder = new TempFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var error = await Assert.ThrowsAsync<StorageException>(() => DevelopmentStorage.EnsureAsync(
            Repository.AzuriteFolder, folder.Path, new AzuritePorts(port, Queues: 1, Tables: 2), NullLogger.Instance, CancellationToken.None));
        Assert.Contains($"port {port}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_ShowsWhatItSaid()
    {
        using var folder = new TempFolder();
        var error = await Assert.ThrowsAsync<StorageException>(() => AzuriteProcess.StartAsync(
            Repository.AzuriteFolder, folder.Path, running.Process.Ports, NullLogger.Instance, CancellationToken.None));
        Assert.Equal(StorageProblem.Settings, error.Problem);
        Assert.Contains($"{running.Process.Ports.Blobs}", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true", true)]
    [InlineData("usedevelopmentstorage = True;", true)]
    [InlineData("UseDevelopmentStorage=false", false)]
    [InlineData("AccountName=a", false)]
    public void IsMeant_BySettings_IsRecognised(string setting, bool expected) => Assert.Equal(expected, DevelopmentStorage.IsMeant(setting));

    [Fact]
    public void FindProgram_ThatIsNotThere_SaysWhatToInstall()
    {
        var error = Assert.Throws<StorageException>(() => AzuritePackage.FindProgram("node-of-another-world"));
        Assert.Contains("Install Node.js", error.Message, StringComparison.Ordinal);
        Assert.Contains("Embedded", error.Message, StringComparison.Ordinal);
    }

    private static Task<AzuriteProcess> StartAsync(TempFolder? folder) =>
        AzuriteProcess.StartAsync(Repository.AzuriteFolder, folder?.Path, AzuritePorts.Free, NullLogger.Instance, CancellationToken.None);

    private static AzureAccount Account(AzuriteProcess azurite) =>
        AzureAccount.FromConnectionString(azurite.ConnectionString(Emulator.Key), "Test", TimeProvider.System);

    private static async Task ConnectAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limit.Test);
    }
}
