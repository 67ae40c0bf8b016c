namespace Workflows.Storage;

/// <summary>Gives the storage account behind a connection's name. One object for the process; it closes what it opened when it is
/// disposed.</summary>
public interface IStorageAccounts
{
    /// <summary>
    /// The account of a connection. The same name gives the same object. The first call for a name opens the store: it makes the embedded
    /// store's folder, or starts Azurite when the setting is <c>UseDevelopmentStorage=true</c> and nothing listens on Azurite's ports. A
    /// call that failed is tried anew by the next one.
    /// </summary>
    /// <param name="connection">The setting's name, such as <c>AzureWebJobsStorage</c>; null or empty means that one. See
    /// <c>docs/storage.md</c> for how a setting is looked up and what it may hold.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StorageException">The setting is wrong, or the store cannot be opened.</exception>
    ValueTask<IStorageAccount> GetAsync(string? connection = null, CancellationToken cancellationToken = default);
}
