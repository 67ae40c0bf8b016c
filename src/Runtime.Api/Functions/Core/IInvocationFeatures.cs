namespace Microsoft.Azure.Functions.Worker;

/// <summary>What the host offers during a call, by type.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Offers a feature, in place of the one of the same type.</summary>
    void Set<T>(T instance);

    /// <summary>The feature of that type, or null.</summary>
    T? Get<T>();
}
