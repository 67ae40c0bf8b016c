using Microsoft.Extensions.AI;

namespace Workflows.Activities.Models;

/// <summary>A configured model at work.</summary>
internal sealed class ModelClient(NamedModel model, IReadOnlyList<IModelClientFactory> factories) : IDisposable
{
    private readonly SemaphoreSlim places = new(model.MaxConcurrent, model.MaxConcurrent);
    private readonly Lazy<IChatClient> chat = new(() => Create(model, factories));

    public NamedModel Model => model;

    public ProviderFailures Failures { get; } = new(model);

    /// <summary>The client, made now if this is its first use.</summary>
    public IChatClient Chat => chat.Value;

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
