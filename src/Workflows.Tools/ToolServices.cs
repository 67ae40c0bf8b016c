using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;
using Workflows.Tools.Builtin;
using Workflows.Tools.Builtin.Web;
using Workflows.Tools.Journal;
using Workflows.Tools.Mcp;
using Workflows.Tools.OpenApi;
using Workflows.Tools.Registry;
using Workflows.Tools.Sandbox;

namespace Workflows.Tools;

/// <summary>Registers the tools.</summary>
public static class ToolServices
{
    /// <summary>
    /// Adds <see cref="IToolRegistry"/> and <see cref="IToolApprovals"/> with the built-in tools and those that the section <c>Tools</c> configures.
    /// A wrong configuration stops the host's start with an <see cref="OptionsValidationException"/> that lists every error. A tool of your own is an
    /// <see cref="ITool"/> in the services.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configuration">Holds the section <c>Tools</c>.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection AddTools(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<ToolOptions>()
            .Configure(options => configuration.GetSection(ToolOptions.Section).Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<ToolOptions>, ToolOptionsValidator>();
        services.AddSingleton<CallJournal>();
        services.AddSingleton<ToolApprovals>();
        services.AddSingleton<IToolApprovals>(provider => provider.GetRequiredService<ToolApprovals>());
        services.AddSingleton<ToolHttp>();
        services.AddSingleton<IToolSource, BuiltinTools>();
        services.AddSingleton<IToolSource, OwnTools>();
        services.TryAddSingleton(configuration);
        services.AddLogging();
        services.AddSingleton<SandboxLauncher>();
        services.AddSingleton<SandboxRun>();
        services.AddSingleton<IToolSource, CodeTools>();
        services.AddSingleton<NpmInstall>();
        services.AddSingleton(provider => new McpPackages(provider.GetRequiredService<IOptions<ToolOptions>>(), provider.GetRequiredService<NpmInstall>()));
        services.AddSingleton<McpTransport>();
        services.AddSingleton<McpPool>();
        services.AddSingleton(provider => new ToolCatalog(
            [.. provider.GetServices<IToolSource>(), .. provider.GetRequiredService<McpPool>().Sources, .. Documents(provider)],
            provider.GetRequiredService<IOptions<ToolOptions>>()));
        services.AddSingleton<IToolRegistry, ToolRegistry>();
        return services;
    }

    private static IEnumerable<OpenApiSource> Documents(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ToolOptions>>().Value.OpenApi.Select(document => new OpenApiSource(
            document.Key, document.Value, provider.GetRequiredService<ToolHttp>(), provider.GetRequiredService<IConfiguration>()));
}
