namespace Microsoft.DurableTask.Entities;

/// <summary>The state of an entity during one operation.</summary>
public abstract class TaskEntityState
{
    /// <summary>True when the entity has a state.</summary>
    public abstract bool HasState { get; }

    /// <summary>The state, or <paramref name="defaultValue"/> when there is none.</summary>
    public virtual T? GetState<T>(T? defaultValue = default) => GetState(typeof(T)) is { } state ? (T)state : defaultValue;

    /// <summary>The state, or null when there is none.</summary>
    public abstract object? GetState(Type type);

    /// <summary>Replaces the state; null deletes the entity.</summary>
    public abstract void SetState(object? state);
}
