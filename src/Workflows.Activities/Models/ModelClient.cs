using Microsoft.Extensions.AI;
using Workflows.Activities.Models.Health;
using Workflows.Activities.Models.Services;

namespace Workflows.Activities.Models;

/// <summary>A configured model at work.</summary>
internal sealed class ModelClient(
    NamedModel model, IReadOnlyList<IModelClientFactory> factories, LocalService? service, Circuit circuit, RateWindows windows, TimeProvider clock)
    : IDisposable
{
    private readonly SemaphoreSlim places = new(model.MaxConcurrent, model.MaxConcurrent);
    private Lazy<IChatClient> chat = new(() => Create(model, factories));

    public NamedModel Model => model;

    public Circuit Circuit => circuit;

    public TokenRate? Rate { get; } = model.TokensPerMinute is { } limit ? new TokenRate(limit, clock) : null;

    /// <summary>Its server on this machine; null when it is none of ours.</summary>
    public LocalService? Service => service;

    /// <summary>How long the provider wants to be left alone, by what it asked for or by what its headers say is left.</summary>
    public TimeSpan Wait => TimeSpan.FromTicks(Math.Max(Circuit.Wait.Ticks, windows.Wait(model.Name).Ticks));

    /// <summary>Whether a model that its server lacks can be had: the recovery fetches it, unless that was tried in vain.</summary>
    public bool CanPull => service is not null && !Circuit.IsQuarantined;

    public ProviderFailures Failures { get; } = new(model);

    /// <summary>The client, made now if this is its first use.</summary>
    public IChatClient Chat => chat.Value;

    /// <summary>The next call makes a new client; calls in flight end with the one they began with.</summary>
    public void Restart() => chat = new Lazy<IChatClient>(() => Create(model, factories));

    /// <summary>Waits for a free place. Disposing the result gives it back.</summary>
    public async Task<Place> EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken);
        return new Place(places);
    }

    public void Dispose()
    {
        if (chat.IsValueCreated)
            chat.Value.Dispose();
        places.Dispose();
    }

    private static IChatClient Create(NamedModel model, IReadOnlyList<IModelClientFactory> factories) =>
        factories.LastOrDefault(factory => factory.Serves(model.Provider))?.Create(model)
        ?? throw new InvalidOperationException($"No client is registered for the provider {model.Provider.Word()}.");

    public readonly struct Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
