using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>One client and one count of free places for each configured model, made on first use and kept.</summary>
internal sealed class ModelClients : IDisposable
{
    private readonly Dictionary<string, ModelClient> clients;

    public ModelClients(ModelSet models, IEnumerable<IModelClientFactory> factories, TimeProvider clock)
    {
        var makers = factories.ToList();
        var pool = new ServicePool(models.ServiceMemoryMb);
        clients = models.ByName.ToDictionary(
            model => model.Key, model => new ModelClient(model.Value, makers, pool, clock), StringComparer.OrdinalIgnoreCase);
        foreach (var service in clients.Values.Select(client => client.Service).OfType<LocalService>())
            pool.Add(service);
        Default = clients[models.Default.Name];
    }

    public ModelClient Default { get; }

    public IEnumerable<ModelClient> All => clients.Values;

    public ModelClient? Find(string? name) => name is null ? Default : clients.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var client in clients.Values)
            client.Dispose();
    }
}
