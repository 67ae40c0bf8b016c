namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>One invocation of an orchestrator, as its middlewares see it.</summary>
public abstract class TaskOrchestrationMiddlewareContext
{
    /// <summary>Name of the orchestrator.</summary>
    public abstract TaskName Name { get; }

    /// <summary>Id of the instance.</summary>
    public abstract string InstanceId { get; }

    /// <summary>Version of the instance; empty when it has none.</summary>
    public abstract string Version { get; }

    /// <summary>The orchestration that called this one, or null.</summary>
    public abstract ParentOrchestrationInstance? Parent { get; }

    /// <summary>Tags given at the start, or null.</summary>
    public abstract IReadOnlyDictionary<string, string>? Tags { get; }

    /// <summary>True while the code repeats what history already holds.</summary>
    public abstract bool IsReplaying { get; }

    /// <summary>Type the input is read as.</summary>
    public abstract Type InputType { get; }

    /// <summary>The input, or null.</summary>
    public abstract object? Input { get; }

    /// <summary>The input as it is stored, or null.</summary>
    public abstract string? RawInput { get; }

    /// <summary>What the orchestrator itself gets.</summary>
    public abstract TaskOrchestrationContext OrchestrationContext { get; }

    /// <summary>What the middlewares of this invocation pass to each other.</summary>
    public abstract IMiddlewareFeatures Features { get; }

    /// <summary>Cancelled when the invocation is given up.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>What the orchestrator returned; null before it has returned.</summary>
    public abstract object? Result { get; }

    /// <summary>The input as a type; the type's default when there is none.</summary>
    /// <exception cref="InvalidCastException">The input is of another type.</exception>
    public virtual T? GetInput<T>() => Input is null ? default : (T)Input;
}
