using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Workflows.Activities.Models;

/// <summary>Registers the models.</summary>
public static class ModelServices
{
    /// <summary>
    /// Adds <see cref="ModelGateway"/> and the models configured in the section <c>Models</c>. A wrong configuration stops the host's
    /// start with an <see cref="OptionsValidationException"/> that lists every error.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">Holds the section <c>Models</c> and, at its root, the settings with the keys.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ModelOptions>().ValidateOnStart();
        services.AddSingleton<IConfigureOptions<ModelOptions>>(new ModelOptionsReader(configuration));
        services.AddSingleton<IValidateOptions<ModelOptions>>(new ModelOptionsValidator(configuration));
        services.AddSingleton(provider => ModelSet.Read(provider.GetRequiredService<IOptions<ModelOptions>>().Value, configuration, []));

        services.AddSingleton<ModelHttp>();
        services.AddSingleton<IModelClientFactory, ExtractiveModelFactory>();
        services.AddSingleton<IModelClientFactory, OpenAIModelFactory>();
        services.AddSingleton<IModelClientFactory, AnthropicModelFactory>();
        services.AddSingleton<ModelClients>();
        services.AddSingleton(provider => new ModelGateway(
            provider.GetRequiredService<ModelClients>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelGateway>>(),
            provider.GetService<IModelStream>()));
        return services;
    }
}
