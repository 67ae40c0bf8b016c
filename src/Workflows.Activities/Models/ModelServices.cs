using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models.Budgets;
using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Routing;

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

        services.AddOptions<CostLedgerOptions>().Configure(options => options.Folder = LedgerFolder(configuration));
        services.AddSingleton<CostLedger>();
        services.AddSingleton<ModelRouter>();
        services.AddSingleton<ModelBooks>();
        services.AddSingleton(provider => new BudgetSet(new BudgetReader(configuration, provider.GetRequiredService<ModelSet>(), []).Read()));
        services.AddSingleton<CallPlanner>();
        services.AddSingleton<RateWindows>();
        services.AddSingleton<ModelHttp>();
        services.AddSingleton<IModelClientFactory, ExtractiveModelFactory>();
        services.AddSingleton<IModelClientFactory, OpenAIModelFactory>();
        services.AddSingleton<IModelClientFactory, AnthropicModelFactory>();
        services.AddSingleton<ModelClients>();
        services.AddSingleton(provider => new ModelOverview(
            provider.GetRequiredService<ModelClients>(), provider.GetRequiredService<CostLedger>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ModelGateway(
            provider.GetRequiredService<ModelClients>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ModelGateway>>(),
            provider.GetRequiredService<ModelBooks>(),
            provider.GetService<IModelStream>()));
        return services;
    }

    /// <summary>Beside the task hub, unless <c>Models:LedgerFolder</c> says otherwise.</summary>
    private static string LedgerFolder(IConfiguration configuration)
    {
        if ((configuration["Models:LedgerFolder"] ?? configuration["Host:HubFolder"]) is { Length: > 0 } folder)
            return folder;
        return configuration["Host:AppFolder"] is { Length: > 0 } app ? Path.Combine(app, ".workflows") : ".workflows";
    }
}
