using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>What recovery may do to a model. Each returns what was done, in words.</summary>
public sealed partial class ModelGateway
{
    /// <summary>The models that may not be asked now, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => clients.All
        .Where(client => client.Circuit.IsOpen).ToDictionary(client => client.Model.Name, client => client.Circuit.Problem ?? "", StringComparer.Ordinal);

    internal bool HasService(string model) => clients.Find(model)?.Service is not null;

    internal string RestartClient(string model)
    {
        Find(model).Restart();
        return "made a new client";
    }

    internal async Task<string> RestartServiceAsync(string model, CancellationToken cancellationToken) =>
        await ServiceOf(model).RestartAsync(cancellationToken);

    internal async Task<string> PullAsync(string model, CancellationToken cancellationToken) =>
        await ServiceOf(model).PullAsync(cancellationToken);

    internal string Quarantine(string model)
    {
        Find(model).Circuit.Quarantine("recovery failed; it is probed every minute");
        return "quarantined";
    }

    private ModelClient Find(string model) =>
        clients.Find(model) ?? throw new ArgumentException($"No model '{model}' is configured.", nameof(model));

    private LocalService ServiceOf(string model) =>
        Find(model).Service ?? throw new ArgumentException($"The model '{model}' has no local service: set its Service.", nameof(model));
}
