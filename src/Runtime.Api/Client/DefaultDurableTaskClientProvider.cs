using Microsoft.Extensions.Options;

namespace Microsoft.DurableTask.Client;

/// <summary>Marks in the services which clients exist.</summary>
internal sealed record ClientEntry(IDurableTaskClientBuilder Builder);

/// <summary>Builds each client once, when it is first asked for, and disposes it with the services.</summary>
internal sealed class DefaultDurableTaskClientProvider : IDurableTaskClientProvider, IAsyncDisposable
{
    private readonly Dictionary<string, Lazy<DurableTaskClient>> clients;

    public DefaultDurableTaskClientProvider(IServiceProvider services, IEnumerable<ClientEntry> entries) =>
        clients = entries.ToDictionary(
            entry => entry.Builder.Name, entry => new Lazy<DurableTaskClient>(() => entry.Builder.Build(services)), StringComparer.Ordinal);

    public DurableTaskClient GetClient(string? name = null) =>
        clients.TryGetValue(name ?? Options.DefaultName, out var client)
            ? client.Value
            : throw new ArgumentOutOfRangeException(
                nameof(name), name, $"No Durable Task client has this name. Known: '{string.Join("', '", clients.Keys)}'.");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients.Values.Where(client => client.IsValueCreated))
            await client.Value.DisposeAsync();
    }
}
