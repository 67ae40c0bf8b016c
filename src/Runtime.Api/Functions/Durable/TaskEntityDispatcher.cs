using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Hands the operation an entity function was called for to the code of the entity.</summary>
public sealed class TaskEntityDispatcher
{
    private readonly TaskEntityOperation operation;
    private readonly IServiceProvider services;

    internal TaskEntityDispatcher(TaskEntityOperation operation, IServiceProvider services)
    {
        this.operation = operation;
        this.services = services;
    }

    internal string EntityId => operation.Context.Id.ToString();

    /// <summary>Result of the operation, once dispatched.</summary>
    internal object? Result { get; private set; }

    /// <summary>Hands the operation to an entity.</summary>
    public Task DispatchAsync(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return DispatchAsync(entity.RunAsync);
    }

    /// <summary>Hands the operation to an entity class, or to a state class whose public methods are the operations.</summary>
    public Task DispatchAsync<T>() => DispatchAsync(
        typeof(ITaskEntity).IsAssignableFrom(typeof(T))
            ? (ITaskEntity)ActivatorUtilities.GetServiceOrCreateInstance<T>(services)!
            : new StateEntity<T>(services));

    /// <summary>Hands the operation to a function.</summary>
    public async Task DispatchAsync(Func<TaskEntityOperation, ValueTask<object?>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        Result = await handler(operation);
    }

    /// <summary>An entity that is nothing but its state.</summary>
    private sealed class StateEntity<TState>(IServiceProvider services) : TaskEntity<TState>
    {
        protected override bool AllowStateDispatch => true;

        protected override TState InitializeState(TaskEntityOperation entityOperation) =>
            ActivatorUtilities.GetServiceOrCreateInstance<TState>(services);
    }
}
