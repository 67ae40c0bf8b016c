using Azure.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage;

/// <summary>Makes storage known to an app's services.</summary>
public static class StorageServiceExtensions
{
    /// <summary>
    /// Adds <see cref="IStorageAccounts"/> unless the app brought its own. Nothing is opened before the first account is asked for; what is
    /// open is closed with the services. A <see cref="TokenCredential"/> among the services is the identity for connections without a key.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <param name="configuration">Where settings are looked up.</param>
    /// <param name="options">Where things are kept.</param>
    public static IServiceCollection AddWorkflowsStorage(this IServiceCollection services, IConfiguration configuration, StorageOptions options)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IStorageAccounts>(provider => new StorageAccounts(
            options with { Credential = options.Credential ?? provider.GetService<TokenCredential>() },
            configuration,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()));
        return services;
    }
}
