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
        var settings = HostJson.Read(Path.Combine(blueprint.Folder, HostJson.FileName), blueprint.Configuration);
        var catalog = FunctionDiscovery.Discover(Candidates(blueprint), blueprint.Configuration);
        var runtime = new FunctionRuntime(catalog, settings);
        services.AddLogging(logging => HostLogging.Apply(logging, settings, options));
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IFunctionActivator, FunctionActivator>();
        services.AddOptions<WorkerOptions>();
        services.AddSingleton(runtime);
        services.AddSingleton(settings);
        services.AddSingleton<HostState>();
        TelemetrySetup.Add(services, blueprint.Configuration, settings);
        services.AddSingleton(provider => new FunctionPipeline(
            blueprint.Middleware, provider.GetRequiredService<IFunctionActivator>(), provider.GetRequiredService<InvocationTelemetry>()));
        services.AddHostedService<HostStart>();
        services.AddWorkflowsStorage(blueprint.Configuration, new StorageOptions { DataFolder = DurableSetup.HubFolder(blueprint) });
        DurableSetup.Add(services, runtime, settings, blueprint);
        TriggerSetup.Add(services, blueprint);
        if (options.Http)
            AddHttp(services, ListenSettings.From(options, blueprint.Configuration, settings), catalog, blueprint);
    }

    // The HTTP server is added last: it starts when everything behind it runs, and stops first.
    private static void AddHttp(IServiceCollection services, ListenSettings listen, FunctionCatalog catalog, HostBlueprint blueprint)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Max(host.ShutdownTimeout, listen.StopWithin + WorkerStop));
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

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
