namespace Microsoft.DurableTask.Entities;

/// <summary>
/// An entity whose operations are its public methods, found by name without regard to case. A method takes at most one input, and may take
/// the <see cref="TaskEntityContext"/> and the <see cref="TaskEntityOperation"/> beside it; it may be asynchronous.
/// </summary>
/// <typeparam name="TState">Type of the state.</typeparam>
public abstract class TaskEntity<TState> : ITaskEntity
{
    /// <summary>Whether an operation that is no method here is looked for on the state object; false by default.</summary>
    protected virtual bool AllowStateDispatch => false;

    /// <summary>The state; set it to null to delete the entity.</summary>
    protected TState State { get; set; } = default!;

    /// <summary>What the entity may do; valid during an operation.</summary>
    protected TaskEntityContext Context { get; private set; } = null!;

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">There is no such operation.</exception>
    /// <exception cref="InvalidOperationException">The operation needs an input and none was given.</exception>
    /// <exception cref="System.Reflection.AmbiguousMatchException">Two public methods bear the name.</exception>
    public async ValueTask<object?> RunAsync(TaskEntityOperation operation)
    {
        ArgumentNullException.ThrowIfNull(operation);
        Context = operation.Context;
        State = operation.State.GetState(typeof(TState)) is TState stored ? stored : InitializeState(operation);

        if (EntityOperations.Find(GetType(), operation.Name) is { } own)
            return await InvokeAsync(own, this, operation);

        if (AllowStateDispatch && State is { } state && EntityOperations.Find(state.GetType(), operation.Name) is { } delegated)
            return await InvokeAsync(delegated, state, operation);

        if (!string.Equals(operation.Name, "delete", StringComparison.OrdinalIgnoreCase))
            throw new NotSupportedException($"Entity '{Context.Id}' has no operation '{operation.Name}'.");

        operation.State.SetState(null);
        return null;
    }

    /// <summary>The state of an entity that has none yet; made with its parameterless constructor unless overridden.</summary>
    /// <exception cref="InvalidOperationException">The state type has no such constructor.</exception>
    protected virtual TState InitializeState(TaskEntityOperation entityOperation)
    {
        if (Nullable.GetUnderlyingType(typeof(TState)) is not null)
            return default!;

        try
        {
            return Activator.CreateInstance<TState>();
        }
        catch (MissingMethodException error)
        {
            throw new InvalidOperationException(
                $"'{typeof(TState)}' has no parameterless constructor; override {nameof(InitializeState)} in '{GetType()}'.", error);
        }
    }

    private async ValueTask<object?> InvokeAsync(EntityOperations.Operation method, object target, TaskEntityOperation operation)
    {
        var result = await method.InvokeAsync(target, operation);

        // Not reached when the operation throws: the stored state then stays as it was.
        operation.State.SetState(State);
        return result;
    }
}
