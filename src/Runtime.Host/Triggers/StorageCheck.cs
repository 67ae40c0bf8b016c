using Runtime.Host.Invocation;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Triggers;

/// <summary>Asks for every storage account that functions name before any of them listens, so that a wrong setting stops the start.</summary>
internal sealed class StorageCheck(FunctionRuntime runtime, IStorageAccounts accounts)
{
    /// <exception cref="HostConfigurationException">Settings of connections are wrong; all of them are named.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (var connection in runtime.Catalog.Functions.SelectMany(function => function.Connections).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            try
            {
                await accounts.GetAsync(connection, cancellationToken);
            }
            catch (StorageException error) when (error.Problem == StorageProblem.Settings)
            {
                errors.Add(error.Message);
            }
            catch (StorageException)
            {
                // Away, not wrong: the listeners say so and try again.
            }
        }
        if (errors.Count > 0)
            throw new HostConfigurationException(string.Join(Environment.NewLine, errors));
    }
}
