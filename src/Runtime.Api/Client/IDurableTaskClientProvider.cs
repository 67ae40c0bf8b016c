namespace Microsoft.DurableTask.Client;

/// <summary>Gives the clients that were added to the services.</summary>
public interface IDurableTaskClientProvider
{
    /// <summary>The client of a name; the default one when null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No client of that name was added.</exception>
    DurableTaskClient GetClient(string? name = null);
}
