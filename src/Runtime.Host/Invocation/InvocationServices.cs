using Microsoft.Extensions.DependencyInjection;

namespace Runtime.Host.Invocation;

/// <summary>A service scope that is opened when somebody first asks for a service; most static functions never do.</summary>
internal sealed class InvocationServices(IServiceProvider root) : IServiceProvider, IAsyncDisposable
{
    private AsyncServiceScope? scope;

    public object? GetService(Type serviceType) => (scope ??= root.CreateAsyncScope()).ServiceProvider.GetService(serviceType);

    public ValueTask DisposeAsync() => scope?.DisposeAsync() ?? ValueTask.CompletedTask;
}
