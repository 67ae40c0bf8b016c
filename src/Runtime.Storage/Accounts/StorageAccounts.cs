using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Workflows.Storage.Azurite;
using Workflows.Storage.Cloud;
using Workflows.Storage.Embedded;

namespace Workflows.Storage;

/// <summary>The accounts of a process, by the names of their settings. Whoever makes it disposes of it, after everything that uses its
/// accounts.</summary>
public sealed class StorageAccounts : IStorageAccounts, IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1);
    private readonly Dictionary<string, IStorageAccount> accounts = new(StringComparer.OrdinalIgnoreCase);
    private readonly StorageOptions options;
    private readonly IConfiguration configuration;
    private readonly TimeProvider clock;
    private readonly ILogger log;
    private EmbeddedStore? embedded;
    private AzuriteProcess? azurite;
    private bool disposed;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="options">Where things are kept.</param>
    /// <param name="configuration">Where settings are looked up.</param>
    /// <param name="clock">The clock of messages, and of waiting.</param>
    /// <param name="logging">Where it is said what was started or installed, and what is wrong.</param>
    public StorageAccounts(StorageOptions options, IConfiguration configuration, TimeProvider clock, ILoggerFactory logging)
    {
        ArgumentNullException.ThrowIfNull(logging);
        this.options = options;
        this.configuration = configuration;
        this.clock = clock;
        log = logging.CreateLogger("Workflows.Storage");
    }

    private string AzuriteFolder => Path.GetFullPath(options.AzuriteFolder ?? Path.Combine(options.DataFolder, "azurite"));

    /// <summary>Whether a connection can be looked up; nothing is opened.</summary>
    /// <param name="configuration">Where settings are looked up.</param>
    /// <param name="connection">The setting's name; null for the usual one.</param>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    public static string? Problem(IConfiguration configuration, string? connection)
    {
        try
        {
            _ = ConnectionSetting.Find(configuration, connection);
            return null;
        }
        catch (StorageException error)
        {
            return error.Message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IStorageAccount> GetAsync(string? connection = null, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var setting = ConnectionSetting.Find(configuration, connection);
            if (accounts.TryGetValue(setting.Name, out var known))
                return known;
            var opened = await OpenAsync(setting, cancellationToken);
            accounts.Add(setting.Name, opened);
            return opened;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes the embedded store, and stops Azurite if it was started here.</summary>
    public async ValueTask DisposeAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (disposed)
                return;
            disposed = true;
            if (embedded is not null)
                await embedded.DisposeAsync();
            if (azurite is not null)
                await azurite.DisposeAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task<IStorageAccount> OpenAsync(ConnectionSetting setting, CancellationToken cancellationToken)
    {
        if (setting.IsEmbedded)
            return embedded ??= EmbeddedStore.Open(Path.Combine(options.DataFolder, "storage"), clock, log);
        if (setting.Text is null)
            return OpenWithIdentity(setting);
        if (DevelopmentStorage.IsMeant(setting.Text) && azurite is null)
        {
            azurite = await DevelopmentStorage.EnsureAsync(
                AzuriteFolder, Path.GetFullPath(Path.Combine(options.DataFolder, "azurite", "data")), AzuritePorts.WellKnown, log, cancellationToken);
        }

        return AzureAccount.FromConnectionString(setting.Text, setting.Name, clock);
    }

    private AzureAccount OpenWithIdentity(ConnectionSetting setting) => options.Credential is { } credential
        ? AzureAccount.FromIdentity(setting.Queues, setting.Blobs, credential, setting.Name, clock)
        : throw new StorageException(
            StorageProblem.Settings,
            $"The connection '{setting.Name}' names addresses, and the program gives no identity to enter with. Set StorageOptions.Credential, or use a connection string.");
}
