namespace Microsoft.DurableTask.Entities;

/// <summary>One operation of an entity: its name, input, and the state it works on.</summary>
public abstract class TaskEntityOperation
{
    /// <summary>Name of the operation, case without meaning.</summary>
    public abstract string Name { get; }

    /// <summary>What the entity may do.</summary>
    public abstract TaskEntityContext Context { get; }

    /// <summary>The state of the entity.</summary>
    public abstract TaskEntityState State { get; }

    /// <summary>True when an input was given.</summary>
    public abstract bool HasInput { get; }

    /// <summary>The input, or the default of the type when there is none.</summary>
    public virtual T? GetInput<T>() => (T?)(GetInput(typeof(T)) ?? default(T));

    /// <summary>The input, or null when there is none.</summary>
    public abstract object? GetInput(Type inputType);

    /// <summary>Entity and operation, for a log.</summary>
    public override string ToString() => $"{Context.Id}/{Name}";
}
