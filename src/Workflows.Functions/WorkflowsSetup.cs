using GpuHost;
using GpuHost.Core;
using GpuHost.Core.Cuda;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Workflows.Activities.Agents;
using Workflows.Activities.Models;
using Workflows.Contracts.Files;
#if WORKFLOWS_AZURE
using Workflows.Storage;
#endif
using Workflows.Tools;

namespace Workflows.Functions;

/// <summary>Registers all that the app's functions need.</summary>
public static class WorkflowsSetup
{
    /// <summary>
    /// Adds the models, the tools, the file core and the agents' settings. Settings are checked when the host starts; a wrong one stops it with a
    /// message that
    /// names every error.
    /// </summary>
    /// <param name="builder">The application.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static IHostApplicationBuilder AddWorkflows(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddModels(builder.Configuration);
        services.AddTools(builder.Configuration);
        services.AddSingleton<IToolSource, Tools.WorkflowTools>();
        services.AddSingleton<IFolderLister>(_ => new FolderLister());
        services.AddSingleton<IFileCore>(provider => new FileCore(provider.GetRequiredService<SharedDevice>()));
        services.AddSingleton<IToolSource, Tools.SourceToolSource>();
        services.AddFileHost();
#if WORKFLOWS_AZURE
        // The local host brings its own storage; here it is the account of the Functions app, entered with the identity of the environment.
        services.TryAddSingleton<Azure.Core.TokenCredential>(_ => new Azure.Identity.DefaultAzureCredential(
            new Azure.Identity.DefaultAzureCredentialOptions { ManagedIdentityClientId = builder.Configuration["AzureWebJobsStorage:clientId"] }));
        services.AddWorkflowsStorage(builder.Configuration, new StorageOptions());
#endif
        services.AddAgents();
        services.AddOptions<AgentOptions>().BindConfiguration("Review").ValidateDataAnnotations().ValidateOnStart();
        return builder;
    }
}
