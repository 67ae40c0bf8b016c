using Microsoft.DurableTask.Worker.Middleware;

namespace Runtime.Engine.Middleware;

internal sealed class MiddlewareFeatures : IMiddlewareFeatures
{
    private readonly Dictionary<Type, object> features = [];

    public T? Get<T>()
        where T : class => features.GetValueOrDefault(typeof(T)) as T;

    public void Set<T>(T? feature)
        where T : class
    {
        if (feature is null)
            features.Remove(typeof(T));
        else
            features[typeof(T)] = feature;
    }
}
