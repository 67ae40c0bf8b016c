using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>The way of apps that add the worker to the services of a generic host.</summary>
internal static class ServiceWorkerSetup
{
    public static IFunctionsWorkerApplicationBuilder Add(IServiceCollection services, Assembly caller, Action<WorkerOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (configure is not null)
            services.Configure(configure);
        if (Known(services) is { } known)
            return known;
        var context = services.FirstOrDefault(service => service.ServiceType == typeof(HostBuilderContext))?.ImplementationInstance as HostBuilderContext;
        var (configuration, folder) = Settle(context);
        if (context is not null && context.Configuration[HostDefaults.EnvironmentKey] is null)
            context.HostingEnvironment.EnvironmentName = HostEnvironmentName.Read(configuration);
        services.AddLogging(logging => HostLogging.AddDefaults(logging, configuration));
        var builder = new FunctionsWorkerBuilder(services, new MiddlewareList());
        services.AddSingleton(builder);
        var options = context is null ? new LocalHostOptions() : HostBuilderSetup.Options(context.Properties);
        LocalHostSetup.Add(services, new HostBlueprint(options, configuration, folder, builder.Middleware, caller));
        return builder;
    }

    /// <summary>The worker that these services have already; null when they have none.</summary>
    public static FunctionsWorkerBuilder? Known(IServiceCollection services) =>
        services.FirstOrDefault(service => service.ServiceType == typeof(FunctionsWorkerBuilder))?.ImplementationInstance as FunctionsWorkerBuilder;

    // The files become part of the app's own configuration, below all that it has already, where that can still grow.
    private static (IConfiguration Configuration, string Folder) Settle(HostBuilderContext? context)
    {
        var files = new ConfigurationBuilder();
        var folder = HostConfiguration.Add(files, args: null, context?.Configuration);
        if (context?.Configuration is not IConfigurationBuilder growing)
            return (context is null ? files.Build() : files.AddConfiguration(context.Configuration).Build(), folder);
        for (var i = 0; i < files.Sources.Count; i++)
            growing.Sources.Insert(i, files.Sources[i]);
        return (context.Configuration, folder);
    }
}
