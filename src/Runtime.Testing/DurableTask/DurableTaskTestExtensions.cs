using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Runtime.Engine.Client;
using Workflows.Testing;

namespace Microsoft.DurableTask.Testing;

/// <summary>Durable Task in memory, for tests.</summary>
public static class DurableTaskTestExtensions
{
    /// <summary>
    /// Adds a worker and a client on a hub in memory. Time is a <see cref="ManualClock"/>, which is registered as the <see cref="TimeProvider"/> too.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configureTasks">Registers orchestrators, activities and entities.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddInMemoryDurableTask(this IServiceCollection services, Action<DurableTaskRegistry> configureTasks)
    {
        ArgumentNullException.ThrowIfNull(configureTasks);
        services.AddLogging();
        services.TryAddSingleton<ManualClock>(static _ => new ManualClock());
        services.TryAddSingleton<TimeProvider>(static provider => provider.GetRequiredService<ManualClock>());
        services.TryAddSingleton<TestRuntime>();
        services.TryAddSingleton<IEngineAccess>(static provider => provider.GetRequiredService<TestRuntime>());
        services.AddDurableTaskWorker(worker => worker.AddTasks(configureTasks).UseBuildTarget<TestWorker>());
        services.AddDurableTaskClient(static client => client.UseBuildTarget<EmbeddedDurableTaskClient>());
        return services;
    }
}
