using Microsoft.Extensions.DependencyInjection;

namespace Runtime.Engine.Pumps;

/// <summary>A service scope that is opened by the first request for a service; most delegates never ask.</summary>
internal sealed class LazyScope(IServiceProvider root) : IServiceProvider, IAsyncDisposable
{
    private AsyncServiceScope? scope;

    public object? GetService(Type serviceType)
    {
        scope ??= root.CreateAsyncScope();
        return scope.Value.ServiceProvider.GetService(serviceType);
    }

    /// <summary>Disposes the services in the background: a slow one must not hold up the next turn.</summary>
    public void Release() => _ = DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => scope is { } open ? open.DisposeAsync() : ValueTask.CompletedTask;
}
