using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Activities.Agents.Definitions;
using Workflows.Activities.Models;
using Workflows.Activities.People;
using Workflows.Activities.Streams;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.Agents;

/// <summary>Registers the agents, their streams and the audit log.</summary>
public static class AgentServices
{
    /// <summary>
    /// Adds the agents. Their files are read when the host starts; a wrong one stops it with every error. A tool registry that was added before
    /// tells the streams of its calls.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddAgents(this IServiceCollection services)
    {
        services.AddOptions<AgentFilesOptions>().BindConfiguration("Agents").ValidateOnStart();
        services.AddSingleton<IValidateOptions<AgentFilesOptions>, AgentFilesValidator>();
        services.AddSingleton<AgentCatalog>();
        services.AddSingleton<RunStreams>();
        services.AddSingleton<AuditLog>();
        services.AddSingleton<IModelStream, ModelStream>();
        services.AddSingleton<IMaterialReader, ReviewMaterial>();
        if (services.LastOrDefault(service => service.ServiceType == typeof(IToolRegistry)) is { } registry)
        {
            services.Remove(registry);
            services.AddSingleton<IToolRegistry>(provider =>
                new StreamedTools((IToolRegistry)Make(registry, provider), provider.GetRequiredService<RunStreams>()));
        }

        return services;
    }

    private static object Make(ServiceDescriptor service, IServiceProvider provider) =>
        service.ImplementationInstance ?? service.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, service.ImplementationType!);
}
