using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Microsoft.DurableTask.Worker;

/// <summary>Adds workers to the services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a worker, or returns the builder of the one that was added under this name before.</summary>
    public static IDurableTaskWorkerBuilder AddDurableTaskWorker(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        name ??= Microsoft.Extensions.Options.Options.DefaultName;
        var known = services.Select(service => service.ServiceKey is null ? service.ImplementationInstance : null)
            .OfType<WorkerEntry>().FirstOrDefault(entry => entry.Builder.Name == name);
        if (known is not null)
            return known.Builder;

        var builder = new DefaultDurableTaskWorkerBuilder(name, services);
        services.AddOptions();
        services.AddSingleton(new WorkerEntry(builder));
        services.AddSingleton<IHostedService>(provider => builder.Build(provider));
        return builder;
    }

    /// <summary>Adds and configures the default worker.</summary>
    public static IServiceCollection AddDurableTaskWorker(this IServiceCollection services, Action<IDurableTaskWorkerBuilder> configure) =>
        services.AddDurableTaskWorker(Microsoft.Extensions.Options.Options.DefaultName, configure);

    /// <summary>Adds and configures a named worker.</summary>
    public static IServiceCollection AddDurableTaskWorker(
        this IServiceCollection services, string name, Action<IDurableTaskWorkerBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskWorker(name));
        return services;
    }

    /// <summary>Marks in the services which workers exist.</summary>
    private sealed record WorkerEntry(IDurableTaskWorkerBuilder Builder);
}
