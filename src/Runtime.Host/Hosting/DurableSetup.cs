using Microsoft.Azure.Functions.Worker.Extensions.DurableTask.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Engine.Replay;
using Runtime.Host.Durable;
using Runtime.Host.Invocation;
using Runtime.Host.Settings;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>Joins the app's durable functions to the embedded task hub.</summary>
internal static class DurableSetup
{
    public static void Add(IServiceCollection services, FunctionRuntime runtime, HostJson settings, HostBlueprint blueprint)
    {
        services.AddSingleton<OrchestratorNames>();
        if (settings.HttpPollMilliseconds is { } pause)
            services.AddSingleton(new OrchestrationProperties(
                new Dictionary<string, object?>(StringComparer.Ordinal) { [DurableHttpCall.PollPauseProperty] = (double)pause }));
        if (services.Any(service => service.ServiceType == typeof(DurableTaskClient)))
        {
            // The app brought its own engine; it runs the same functions.
            services.Configure<DurableTaskRegistry>(registry => DurableFunctions.Register(registry, runtime));
            return;
        }
        services.AddDurableTaskWorker(worker => worker
            .AddTasks(registry => DurableFunctions.Register(registry, runtime))
            .Configure(options => Version(options, settings))
            .UseEmbeddedHub(hub => Apply(hub, settings, blueprint)));
        services.AddDurableTaskClient(client => client.Configure(options => Version(options, settings)).UseEmbeddedHub());
    }

    // What the app says in code stays.
    private static void Version(DurableTaskWorkerOptions options, HostJson settings)
    {
        if (!options.IsVersioningSet && settings.Versioning is { } versioning)
            options.Versioning = versioning;
    }

    private static void Version(DurableTaskClientOptions options, HostJson settings)
    {
        if (options.DefaultVersion.Length == 0 && settings.Versioning is { } versioning)
            options.DefaultVersion = versioning.DefaultVersion;
    }

    /// <summary>Where the hub's files and the keys are.</summary>
    public static string HubFolder(HostBlueprint blueprint) =>
        blueprint.Options.HubFolder ?? blueprint.Configuration["Host:HubFolder"] ?? new EmbeddedHubOptions().Folder;

    private static void Apply(EmbeddedHubOptions hub, HostJson settings, HostBlueprint blueprint)
    {
        hub.Folder = HubFolder(blueprint);
        hub.ExecutionLog = blueprint.Configuration["Host:ExecutionLog"] ?? hub.ExecutionLog;
        hub.Name = blueprint.Options.HubName ?? settings.HubName ?? hub.Name;
        hub.MaxConcurrentActivities = settings.MaxConcurrentActivities ?? hub.MaxConcurrentActivities;
        hub.MaxConcurrentEntities = settings.MaxConcurrentEntities ?? hub.MaxConcurrentEntities;
        hub.MaxConcurrentOrchestrations = settings.MaxConcurrentOrchestrations ?? hub.MaxConcurrentOrchestrations;
    }
}
