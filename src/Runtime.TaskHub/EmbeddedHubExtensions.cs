using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Runtime.Engine.Client;

namespace Workflows.Runtime;

/// <summary>Puts Durable Task's worker and client on the embedded hub.</summary>
public static class EmbeddedHubExtensions
{
    /// <summary>Runs the worker's orchestrators and activities on the embedded hub of this process.</summary>
    /// <param name="builder">The worker.</param>
    /// <param name="configure">Sets the hub's options; the client shares them.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskWorkerBuilder UseEmbeddedHub(this IDurableTaskWorkerBuilder builder, Action<EmbeddedHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddRuntime(builder.Services, configure);
        return builder.UseBuildTarget<EmbeddedWorker>();
    }

    /// <summary>Lets the client talk to the embedded hub of this process.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="configure">Sets the hub's options; the worker shares them.</param>
    /// <returns>The builder.</returns>
    public static IDurableTaskClientBuilder UseEmbeddedHub(this IDurableTaskClientBuilder builder, Action<EmbeddedHubOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddRuntime(builder.Services, configure);
        return builder.UseBuildTarget<EmbeddedDurableTaskClient>();
    }

    private static void AddRuntime(IServiceCollection services, Action<EmbeddedHubOptions>? configure)
    {
        services.TryAddSingleton<EmbeddedRuntime>();
        services.TryAddSingleton<IEngineAccess>(provider => provider.GetRequiredService<EmbeddedRuntime>());
        var options = services.AddOptions<EmbeddedHubOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
            options.Configure(configure);
    }
}
