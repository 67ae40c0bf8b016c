using System.Reflection;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Hosting;
using Runtime.Host.Invocation;
using Workflows.Runtime;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Gathers the app's services, configuration and middleware, and builds the local host.</summary>
public sealed class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
{
    private readonly HostApplicationBuilder inner;
    private readonly MiddlewareList middleware = new();
    private readonly string folder;
    private readonly Assembly? caller;

    internal FunctionsApplicationBuilder(string[]? args, Assembly? caller)
    {
        this.caller = caller;
        var configuration = new ConfigurationManager();
        folder = HostConfiguration.Add(configuration, args);
        inner = new HostApplicationBuilder(new HostApplicationBuilderSettings
        {
            DisableDefaults = true,
            Configuration = configuration,
            ContentRootPath = folder,
            EnvironmentName = HostEnvironmentName.Read(configuration),
        });
        HostLogging.AddDefaults(inner.Logging, configuration);
    }

    /// <summary>State shared between the parts that configure the host.</summary>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)inner).Properties;

    /// <summary>Command line, environment, local.settings.json and appsettings.json, strongest first.</summary>
    public ConfigurationManager Configuration => inner.Configuration;

    /// <summary>The environment; "Development" unless AZURE_FUNCTIONS_ENVIRONMENT or DOTNET_ENVIRONMENT says otherwise.</summary>
    public IHostEnvironment Environment => inner.Environment;

    /// <summary>The logging providers.</summary>
    public ILoggingBuilder Logging => inner.Logging;

    /// <summary>The metrics.</summary>
    public IMetricsBuilder Metrics => inner.Metrics;

    /// <summary>The app's services.</summary>
    public IServiceCollection Services => inner.Services;

    IConfigurationManager IHostApplicationBuilder.Configuration => inner.Configuration;

    internal LocalHostOptions LocalHost { get; } = new();

    /// <summary>Adds middleware around every function; the first added is the outermost.</summary>
    public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
    {
        this.middleware.Add(middleware);
        return this;
    }

    /// <summary>Replaces the container.</summary>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => inner.ConfigureContainer(factory, configure);

    /// <summary>Finds and checks the functions and builds the host. Nothing runs and no port is opened before it is started.</summary>
    /// <exception cref="HostConfigurationException">host.json or a setting is wrong.</exception>
    /// <exception cref="Workflows.Runtime.FunctionDiscoveryException">Functions are wrong; all errors are named.</exception>
    public IHost Build()
    {
        LocalHostSetup.Add(inner.Services, new HostBlueprint(LocalHost, inner.Configuration, folder, middleware, caller));
        return inner.Build();
    }
}
