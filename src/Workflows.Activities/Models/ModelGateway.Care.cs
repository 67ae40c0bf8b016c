using Workflows.Contracts.Models;
using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>What recovery may do to a model. Each returns what was done, in words.</summary>
public sealed partial class ModelGateway
{
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(30);      // an answer of a word takes a loaded provider a few

    /// <summary>The models that may not be asked now, and why.</summary>
    public IReadOnlyDictionary<string, string> Problems => clients.All
        .Where(client => client.Circuit.IsOpen).ToDictionary(client => client.Model.Name, client => client.Circuit.Problem ?? "", StringComparer.Ordinal);

    /// <summary>The least question there is, with little patience: who answers it only after a while is not well.</summary>
    internal async Task<ModelProbe> ProbeAsync(string model, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(
            new ModelCall("", "Say ok.") { Model = model, MaxOutputTokens = 16, Who = new ModelAsker("probe") }, ProbePatience, cancellationToken);
        return outcome is ModelFailure { Cause: { } cause } failure
            ? new ModelProbe(false, cause, failure.Message)
            {
                RetryAfter = (failure as Throttled)?.RetryAfter ?? (failure as Unavailable)?.RetryAfter,
                IsLocalService = clients.Find(model)?.Service is not null,
            }
            : new ModelProbe(true, "", "");
    }

    /// <summary>Models to look after: those that are out, those whose server on this machine hangs, and those whose time for a probe has come.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Their names, and what is the matter with each.</returns>
    public async Task<IReadOnlyDictionary<string, string>> DueAsync(CancellationToken cancellationToken)
    {
        var due = new Dictionary<string, string>(Problems, StringComparer.Ordinal);
        foreach (var client in clients.All.Where(client => !due.ContainsKey(client.Model.Name)))
        {
            if (client.Service is { } service && !await service.IsWellAsync(cancellationToken))
                due[client.Model.Name] = "timeout";
            else if (client.Circuit.SilentFor >= client.Model.ProbeEvery && client.Service is not { IsRunning: false })
                due[client.Model.Name] = "probe";
        }

        return due;
    }

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
