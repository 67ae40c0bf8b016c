using System.Diagnostics;
using System.Net;
using System.Reflection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Access;
using Runtime.Host.Discovery;
using Runtime.Host.Durable;
using Runtime.Host.Http;
using Runtime.Host.Invocation;
using Runtime.Host.Observability;
using Runtime.Host.Settings;
using Runtime.Host.Triggers;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Hosting;

/// <summary>Puts the host's own parts into the app's services. Both builders end here.</summary>
internal static class LocalHostSetup
{
    private static readonly TimeSpan WorkerStop = TimeSpan.FromSeconds(10);     // what the durable worker gets after the HTTP deadline

    /// <exception cref="HostConfigurationException">host.json or a setting is wrong.</exception>
    /// <exception cref="FunctionDiscoveryException">A function is wrong.</exception>
    public static void Add(IServiceCollection services, HostBlueprint blueprint)
    {
        var options = blueprint.Options;
        var problems = new StartProblems();
        var settings = problems.Try(() => HostJson.Read(Path.Combine(blueprint.Folder, HostJson.FileName), blueprint.Configuration)) ?? new HostJson();
        var listen = problems.Try(() => ListenSettings.From(options, blueprint.Configuration, settings));
        var rules = new DiscoveryRules(blueprint.Configuration, settings.OnlyFunctions)
        {
            Constraints = RouteConstraints.Of(services),
            Converters = InputConverters.OfAll(services),
        };
        var catalog = problems.Try(() => FunctionDiscovery.Discover(Candidates(blueprint), rules)) ?? new FunctionCatalog([]);
        var runtime = new FunctionRuntime(catalog, settings);
        services.AddLogging(logging => HostLogging.Apply(logging, settings, options));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFunctionActivator, FunctionActivator>();
        services.AddOptions<WorkerOptions>();
        services.AddSingleton(runtime);
        services.AddSingleton(settings);
        services.AddSingleton(new UnknownSettings(settings.UnknownKeys, LocalSettings.UnknownKeys(LocalSettings.PathFor(blueprint.Folder))));
        services.AddSingleton<HostState>();
        TelemetrySetup.Add(services, blueprint.Configuration, settings);
        services.AddSingleton(provider => new FunctionPipeline(
            blueprint.Middleware, provider.GetRequiredService<IFunctionActivator>(), provider.GetRequiredService<InvocationTelemetry>()));
        services.AddHostedService<StopSignals>();
        services.AddHostedService<HostStart>();
        services.AddWorkflowsStorage(blueprint.Configuration, new StorageOptions { DataFolder = DurableSetup.HubFolder(blueprint) });
        DurableSetup.Add(services, runtime, settings, blueprint);
        problems.ThrowIfAny(services);
        TriggerSetup.Add(services, blueprint, listen!.StopWithin);
        LimitStop(services, listen);
        if (options.Http)
            AddHttp(services, listen, catalog, blueprint);
    }

    // A limit that the app set holds for the whole stop; ours is that of the parts, one after the other.
    private static void LimitStop(IServiceCollection services, ListenSettings listen) => services.PostConfigure<HostOptions>(host =>
    {
        if (host.ShutdownTimeout == new HostOptions().ShutdownTimeout)
            host.ShutdownTimeout = listen.StopWithin + TriggerSetup.StopMax(listen.StopWithin) + WorkerStop;
    });

    // The HTTP server is added last: it starts when everything behind it runs, and stops first.
    private static void AddHttp(IServiceCollection services, ListenSettings listen, FunctionCatalog catalog, HostBlueprint blueprint)
    {
        services.AddSingleton(listen);
        services.AddRouting();
        services.TryAddSingleton(_ => new DiagnosticListener("Microsoft.AspNetCore"));      // routing writes to it
        if (catalog.With<HttpFunctionTrigger>().Any(model => MayReturnActionResult(model.Method.ReturnType)))
        {
            services.AddMvcCore();
            services.TryAddSingleton<IWebHostEnvironment, LocalWebEnvironment>();
        }
        services.AddSingleton(provider => Keys(provider, listen, blueprint));
        services.AddSingleton<IManagementCodes>(provider => provider.GetRequiredService<HostKeys>());
        services.AddSingleton<HttpServer>();
        services.AddHostedService(provider => provider.GetRequiredService<HttpServer>());
    }

    // On loopback in Development nobody is asked: only programs of this machine come through, and the guard keeps web pages out.
    private static HostKeys Keys(IServiceProvider services, ListenSettings listen, HostBlueprint blueprint)
    {
        var open = IPAddress.IsLoopback(listen.Address) && services.GetRequiredService<IHostEnvironment>().IsDevelopment();
        var file = new KeyFile(DurableSetup.HubFolder(blueprint));
        return new HostKeys(
            file, !open || listen.RequireKeys, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<HostKeys>>());
    }

    private static IEnumerable<MethodInfo> Candidates(HostBlueprint blueprint)
    {
        var options = blueprint.Options;
        if (options.FunctionTypes.Count > 0 || options.FunctionAssemblies.Count > 0)
            return FunctionScanner.Methods(options.FunctionTypes).Concat(FunctionScanner.Methods(options.FunctionAssemblies)).Distinct();
        return FunctionScanner.Methods(FunctionScanner.Reachable([blueprint.Caller, Assembly.GetEntryAssembly()]));
    }

    // MVC's services cost start-up time, so only apps that can need them get them.
    private static bool MayReturnActionResult(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            type = type.GenericTypeArguments[0];
        return IsActionResult(type)
            || Array.Exists(type.GetProperties(), part => part.IsDefined(typeof(HttpResultAttribute)) && IsActionResult(part.PropertyType));
    }

    private static bool IsActionResult(Type type) =>
        type == typeof(object) || typeof(IActionResult).IsAssignableFrom(type) || typeof(IConvertToActionResult).IsAssignableFrom(type);
}
