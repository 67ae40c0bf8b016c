namespace Microsoft.DurableTask;

/// <summary>Factories by name and version, names and versions without regard to case.</summary>
internal sealed class RegistrationTable<T>(string noun)
    where T : class
{
    private readonly Dictionary<TaskName, Dictionary<TaskVersion, Func<IServiceProvider, T>>> byName = [];

    internal IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, T>>> All =>
        byName.SelectMany(named => named.Value.Values.Select(factory => KeyValuePair.Create(named.Key, factory)));

    /// <summary>The names, each with the versions it is registered in.</summary>
    internal IEnumerable<KeyValuePair<TaskName, IReadOnlyCollection<TaskVersion>>> Versions =>
        byName.Select(named => KeyValuePair.Create(named.Key, (IReadOnlyCollection<TaskVersion>)named.Value.Keys));

    internal void Add(TaskName name, TaskVersion version, Func<IServiceProvider, T> factory)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (string.IsNullOrEmpty(name.Name))
            throw new ArgumentException($"The name of an {noun} must not be empty.", nameof(name));

        if (!byName.TryGetValue(name, out var versions))
            byName[name] = versions = [];

        if (!versions.TryAdd(version, factory))
        {
            var which = version == TaskVersion.Unversioned ? "without a version" : $"in version '{version}'";
            throw new ArgumentException($"An {noun} named '{name}' {which} is registered already.", nameof(name));
        }
    }

    /// <summary>The exact version, or the unversioned registration when the name has no versioned one.</summary>
    internal Func<IServiceProvider, T>? Find(TaskName name, TaskVersion version)
    {
        if (!byName.TryGetValue(name, out var versions))
            return null;

        if (versions.TryGetValue(version, out var exact))
            return exact;

        return versions.Count == 1 ? versions.GetValueOrDefault(TaskVersion.Unversioned) : null;
    }

    /// <summary>A copy that later registrations do not change.</summary>
    internal RegistrationTable<T> Snapshot()
    {
        var copy = new RegistrationTable<T>(noun);
        foreach (var (name, versions) in byName)
            copy.byName[name] = new(versions);
        return copy;
    }
}
