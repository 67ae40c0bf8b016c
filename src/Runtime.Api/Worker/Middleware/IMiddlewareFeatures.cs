namespace Microsoft.DurableTask.Worker.Middleware;

/// <summary>Things that the middlewares of one invocation pass to each other, at most one of a type.</summary>
public interface IMiddlewareFeatures
{
    /// <summary>The feature of a type; null when none was set.</summary>
    T? Get<T>()
        where T : class;

    /// <summary>Sets the feature of a type; null removes it.</summary>
    void Set<T>(T? feature)
        where T : class;
}
