using Microsoft.DurableTask;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Runtime.Engine.Client;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;
using Runtime.TaskHub;
using Runtime.TaskHub.InMemory;
using Runtime.TaskHub.Sqlite;

namespace Workflows.Runtime;

/// <summary>The embedded hub and engine of a host: opened and started by the worker, used by the clients.</summary>
/// <param name="options">The hub's settings.</param>
/// <param name="services">The host's services.</param>
/// <param name="loggers">Where logs go.</param>
/// <param name="clock">The clock; null for the system's.</param>
public sealed class EmbeddedRuntime(IOptions<EmbeddedHubOptions> options, IServiceProvider services, ILoggerFactory loggers, TimeProvider? clock = null)
    : IEngineAccess, IAsyncDisposable
{
    private DurableEngine? engine;
    private ITaskHub? hub;
    private ExecutionLog? executions;

    /// <inheritdoc/>
    public TimeProvider Clock => clock ?? TimeProvider.System;

    /// <inheritdoc/>
    public DurableEngine Engine => engine ?? throw new InvalidOperationException("The durable engine is not running: start the host first, with a Durable Task worker on the embedded hub.");

    /// <summary>Opens the hub and starts the engine.</summary>
    /// <param name="factory">Makes orchestrators and activities.</param>
    /// <param name="worker">Durable Task's worker options.</param>
    /// <param name="workerName">The worker's name: its filters and middlewares are found under it.</param>
    /// <exception cref="TaskHubException">The hub cannot be used; the message says why and what to do.</exception>
    public void Start(IDurableTaskFactory factory, DurableTaskWorkerOptions worker, string workerName = "")
    {
        if (engine is not null)
            throw new InvalidOperationException("The embedded hub has a worker already; one host has one worker on it.");
        var asked = options.Value;
        hub = asked.InMemory ? new InMemoryTaskHub() : SqliteTaskHub.Open(asked.Folder, asked.Name, loggers.CreateLogger("Workflows.Runtime"));
        var limits = asked.Engine with
        {
            ActivitiesMax = asked.MaxConcurrentActivities ?? worker.Concurrency.MaximumConcurrentActivityWorkItems,
            EntitiesMax = asked.MaxConcurrentEntities ?? worker.Concurrency.MaximumConcurrentEntityWorkItems,
            TurnsMax = asked.MaxConcurrentOrchestrations ?? asked.Engine.TurnsMax,
        };
        executions = asked.ExecutionLog is { Length: > 0 } path ? new ExecutionLog(path) : null;
        var settings = new EngineSettings(limits, Clock, loggers)
        {
            ActivityBegins = executions is null ? null : executions.Begins,
            Limits = [.. asked.Limits],
            Filters = services.GetRequiredService<IOptionsMonitor<DurableTaskWorkerWorkItemFilters>>().Get(workerName),
            Middleware = services.GetRequiredService<IOptionsMonitor<TaskMiddlewareOptions>>().Get(workerName),
        };
        engine = new DurableEngine(hub, factory, services, worker, settings);
        engine.Start();
    }

    /// <summary>Tells those who find the hub in use where its owner answers HTTP.</summary>
    /// <param name="address">The address.</param>
    public void Announce(Uri address) => (hub as SqliteTaskHub)?.Announce(address);

    /// <summary>Stops the engine and closes the hub. What was not finished goes on at the next start.</summary>
    /// <returns>A task that ends when the hub is closed.</returns>
    public async Task StopAsync()
    {
        if (engine is not null)
            await engine.DisposeAsync();
        if (hub is not null)
            await hub.DisposeAsync();
        executions?.Dispose();
        hub = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();
}
