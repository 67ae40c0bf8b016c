using System.Diagnostics.CodeAnalysis;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Middleware;
using Runtime.Engine.History;
using Runtime.Engine.Middleware;
using Runtime.Engine.Replay;
using Runtime.Engine.Store;

namespace Runtime.Engine.Pumps;

/// <summary>What the parts of one engine share.</summary>
internal sealed class EngineContext(
    ITaskHub hub, IDurableTaskFactory factory, IServiceProvider services, TimeProvider clock, OrchestrationEnvironment environment)
{
    private const int NumbersPerEpochBits = 40;     // a trillion numbers an opening, eight million openings

    private long numbers;

    public ITaskHub Hub => hub;

    public IServiceProvider Services => services;

    public TimeProvider Clock => clock;

    public OrchestrationEnvironment Environment => environment;

    /// <summary>Told of every activity execution before its code runs.</summary>
    public Action<DurableActivityContext>? ActivityBegins { get; init; }

    /// <summary>Which work this worker takes.</summary>
    public required WorkFilter Filter { get; init; }

    /// <summary>Code around orchestrators and activities.</summary>
    public required TaskMiddlewareOptions Middleware { get; init; }

    /// <summary>Durable Task's worker log.</summary>
    public required WorkerLog Log { get; init; }

    /// <summary>Called when a run must be given a turn although nothing arrived.</summary>
    public Action<string> NeedsTurn { get; set; } = static _ => { };

    /// <summary>A number for an execution or a message: unique in the hub, greater than those before it.</summary>
    public long NextNumber() => (hub.Epoch << NumbersPerEpochBits) | Interlocked.Increment(ref numbers);

    /// <summary>A new execution of a run with services of its own.</summary>
    public OrchestrationExecution NewExecution(LiveRun run, ExecutionStarted started)
    {
        run.Scope?.Release();
        run.Scope = new LazyScope(services);
        return NewExecution(run.Id, run.Scope, started);
    }

    /// <summary>A new execution with the services it is given.</summary>
    public OrchestrationExecution NewExecution(string instanceId, LazyScope scope, ExecutionStarted started)
    {
        var name = new TaskName(started.Name);
        var found = factory is RegistryTaskFactory registry
            ? registry.TryCreateOrchestrator(name, new TaskVersion(started.Version), scope, out var code)
            : factory.TryCreateOrchestrator(name, scope, out code);
        if (found && Middleware.Orchestrations.Count > 0)
            code = new MiddlewareOrchestrator(code!, [.. Middleware.Orchestrations.Select(make => make(scope))], started);
        return new OrchestrationExecution(environment, instanceId, started, found ? code : null, () => NeedsTurn(instanceId));
    }

    /// <summary>The code of an entity; false when this process has none of that name.</summary>
    public bool TryCreateEntity(EntityInstanceId id, IServiceProvider scope, [NotNullWhen(true)] out ITaskEntity? entity)
    {
        entity = null;
        return factory is IDurableTaskFactory2 entities && entities.TryCreateEntity(new TaskName(id.Name), scope, out entity);
    }

    /// <summary>The code of an activity; false when this process has none of that name.</summary>
    public bool TryCreateActivity(ActivityScheduled call, IServiceProvider scope, [NotNullWhen(true)] out ITaskActivity? activity)
    {
        var name = new TaskName(call.Name);
        var found = factory is RegistryTaskFactory registry
            ? registry.TryCreateActivity(name, new TaskVersion(call.Version), scope, out activity)
            : factory.TryCreateActivity(name, scope, out activity);
        if (found && Middleware.Activities.Count > 0)
            activity = new MiddlewareActivity(activity!, [.. Middleware.Activities.Select(make => make(scope))], scope, call.Input);
        return found;
    }
}
