using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>The way of apps that start from <see cref="IHostBuilder"/>.</summary>
internal static class HostBuilderSetup
{
    private static readonly object OptionsKey = new();

    public static LocalHostOptions Options(IDictionary<object, object> properties)
    {
        if (properties.TryGetValue(OptionsKey, out var known))
            return (LocalHostOptions)known;
        var options = new LocalHostOptions();
        properties[OptionsKey] = options;
        return options;
    }

    public static IHostBuilder Configure(
        IHostBuilder builder,
        Assembly caller,
        Action<HostBuilderContext, IFunctionsWorkerApplicationBuilder>? configure,
        Action<WorkerOptions>? configureOptions)
    {
        var folder = "";
        builder.ConfigureHostConfiguration(host =>
        {
            folder = HostConfiguration.Add(host, args: null, host.Build());
            SetEnvironment(host);
        });
        builder.ConfigureLogging((context, logging) => HostLogging.AddDefaults(logging, context.Configuration));
        return builder.ConfigureServices((context, services) =>
        {
            if (configureOptions is not null)
                services.Configure(configureOptions);
            // Asked twice, the second call adds to the worker there is.
            var known = ServiceWorkerSetup.Known(services);
            var worker = known ?? new FunctionsWorkerBuilder(services, new MiddlewareList());
            configure?.Invoke(context, worker);
            if (known is not null)
                return;
            services.AddSingleton(worker);
            var blueprint = new HostBlueprint(Options(context.Properties), context.Configuration, folder, worker.Middleware, caller);
            LocalHostSetup.Add(services, blueprint);
        });
    }

    // The same environment as the other builder has, unless the app named one.
    private static void SetEnvironment(IConfigurationBuilder host)
    {
        var known = host.Build();
        if (known[HostDefaults.EnvironmentKey] is null)
            host.AddInMemoryCollection([new(HostDefaults.EnvironmentKey, HostEnvironmentName.Read(known))]);
    }
}
