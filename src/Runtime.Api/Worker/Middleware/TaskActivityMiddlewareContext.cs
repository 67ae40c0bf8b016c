namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>One invocation of an activity, as its middlewares see it.</summary>
public abstract class TaskActivityMiddlewareContext
{
    /// <summary>Name of the activity.</summary>
    public abstract TaskName Name { get; }

    /// <summary>Id of the orchestration that called it.</summary>
    public abstract string InstanceId { get; }

    /// <summary>Type the input is read as.</summary>
    public abstract Type InputType { get; }

    /// <summary>The input, or null.</summary>
    public abstract object? Input { get; }

    /// <summary>The input as it is stored, or null.</summary>
    public abstract string? RawInput { get; }

    /// <summary>What the activity itself gets.</summary>
    public abstract TaskActivityContext ActivityContext { get; }

    /// <summary>What the middlewares of this invocation pass to each other.</summary>
    public abstract IMiddlewareFeatures Features { get; }

    /// <summary>The services of this invocation.</summary>
    public abstract IServiceProvider Services { get; }

    /// <summary>Cancelled when nobody waits for the result any more, or the worker stops.</summary>
    public abstract CancellationToken CancellationToken { get; }

    /// <summary>What the activity returned or a middleware set; null before that.</summary>
    public abstract object? Result { get; }

    /// <summary>The input as a type; the type's default when there is none.</summary>
    /// <exception cref="InvalidCastException">The input is of another type.</exception>
    public virtual T? GetInput<T>() => Input is null ? default : (T)Input;

    /// <summary>Sets the result, instead of the activity or after it.</summary>
    public abstract void SetResult(object? result);
}
