using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.DurableTask.Client;

/// <summary>Adds clients to the services.</summary>
public static class ServiceCollectionExtensions
{
    /// <summary>Adds a client, or returns the builder of the one that was added under this name before.</summary>
    public static IDurableTaskClientBuilder AddDurableTaskClient(this IServiceCollection services, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        name ??= Microsoft.Extensions.Options.Options.DefaultName;
        var known = services.Select(service => service.ServiceKey is null ? service.ImplementationInstance : null)
            .OfType<ClientEntry>().FirstOrDefault(entry => entry.Builder.Name == name);
        if (known is not null)
            return known.Builder;

        var builder = new DefaultDurableTaskClientBuilder(name, services);
        services.AddOptions();
        services.AddSingleton(new ClientEntry(builder));
        services.TryAddSingleton<IDurableTaskClientProvider, DefaultDurableTaskClientProvider>();
        return builder;
    }

    /// <summary>Adds and configures the default client, which can then be injected as <see cref="DurableTaskClient"/>.</summary>
    public static IServiceCollection AddDurableTaskClient(this IServiceCollection services, Action<IDurableTaskClientBuilder> configure)
    {
        services.AddDurableTaskClient(Microsoft.Extensions.Options.Options.DefaultName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredService<IDurableTaskClientProvider>().GetClient());
        return services;
    }

    /// <summary>Adds and configures a named client.</summary>
    public static IServiceCollection AddDurableTaskClient(
        this IServiceCollection services, string name, Action<IDurableTaskClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(services.AddDurableTaskClient(name));
        return services;
    }
}
