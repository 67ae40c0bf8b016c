using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Invocation;

/// <summary>The few features of one invocation; a list is shorter than a dictionary would be.</summary>
internal sealed class InvocationFeatures : IInvocationFeatures
{
    private readonly List<KeyValuePair<Type, object>> features = new(4);

    public void Set<T>(T instance)
    {
        features.RemoveAll(pair => pair.Key == typeof(T));
        if (instance is not null)
            features.Add(new(typeof(T), instance));
    }

    public T? Get<T>()
    {
        foreach (var (type, feature) in features)
        {
            if (type == typeof(T))
                return (T)feature;
        }
        return default;
    }

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
