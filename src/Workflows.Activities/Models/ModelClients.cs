using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Health;
using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>One client and one count of free places for each configured model, made on first use and kept.</summary>
internal sealed class ModelClients : IDisposable
{
    private readonly Dictionary<string, ModelClient> clients;
    private readonly ServicePool pool;

    public ModelClients(ModelSet models, IEnumerable<IModelClientFactory> factories, RateWindows windows, CostLedger ledger, TimeProvider clock)
    {
        var makers = factories.ToList();
        pool = new ServicePool(models.ServiceMemoryMb, clock);
        var services = Services(models, pool, clock);
        var before = ledger.ReadHealth().ToDictionary(health => health.Model, StringComparer.OrdinalIgnoreCase);
        clients = models.ByName.ToDictionary(
            model => model.Key, model => Make(model.Value), StringComparer.OrdinalIgnoreCase);
        Default = clients[models.Default.Name];

        ModelClient Make(NamedModel model)
        {
            var circuit = new Circuit(model.Name, before.GetValueOrDefault(model.Name), ledger, clock);
            return new ModelClient(model, makers, services.GetValueOrDefault(model.Name), circuit, windows, clock);
        }
    }

    public ModelClient Default { get; }

    public IEnumerable<ModelClient> All => clients.Values;

    public ModelClient? Find(string? name) => name is null ? Default : clients.GetValueOrDefault(name);

    public void Dispose()
    {
        foreach (var client in clients.Values)
            client.Dispose();
        pool.Dispose();
    }

    /// <summary>Models with the same program at the same address share one server. No key of any model is in a server's environment.</summary>
    private static Dictionary<string, LocalService> Services(ModelSet models, ServicePool pool, TimeProvider clock)
    {
        var keys = models.ByName.Values.Select(model => model.KeySetting).OfType<string>()
            .Concat(ModelProviders.KeySettings).Distinct(StringComparer.Ordinal).ToList();
        var services = new Dictionary<string, LocalService>(StringComparer.OrdinalIgnoreCase);
        foreach (var sharing in models.ByName.Values.Where(model => model.Service is not null).GroupBy(model => model.Service!.Identity(model.Endpoint)))
        {
            var server = new ServiceServer(sharing.First().Service!, keys, clock);
            foreach (var model in sharing)
                pool.Add(services[model.Name] = new LocalService(model, server, pool, clock));
        }

        return services;
    }
}
