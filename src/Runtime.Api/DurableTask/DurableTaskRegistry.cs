using System.Reflection;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.DurableTask;

/// <summary>The orchestrators, activities and entities a worker offers, by name and version.</summary>
public sealed partial class DurableTaskRegistry
{
    private readonly RegistrationTable<ITaskOrchestrator> orchestrators = new("orchestrator");
    private readonly RegistrationTable<ITaskActivity> activities = new("activity");
    private readonly RegistrationTable<ITaskEntity> entities = new("entity");

    internal RegistrationTable<ITaskOrchestrator> Orchestrators => orchestrators;

    internal RegistrationTable<ITaskActivity> Activities => activities;

    internal RegistrationTable<ITaskEntity> Entities => entities;

    /// <summary>All orchestrators; a name with several versions comes several times.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskOrchestrator>>> GetOrchestrators() => orchestrators.All;

    /// <summary>All activities; a name with several versions comes several times.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskActivity>>> GetActivities() => activities.All;

    /// <summary>All entities.</summary>
    public IEnumerable<KeyValuePair<TaskName, Func<IServiceProvider, ITaskEntity>>> GetEntities() => entities.All;

    /// <summary>The factory over what is registered now.</summary>
    internal RegistryTaskFactory BuildFactory() => new(this);

    internal DurableTaskRegistry AddOrchestrator(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskOrchestrator> factory)
    {
        orchestrators.Add(name, version, factory);
        return this;
    }

    internal DurableTaskRegistry AddActivity(TaskName name, TaskVersion version, Func<IServiceProvider, ITaskActivity> factory)
    {
        activities.Add(name, version, factory);
        return this;
    }

    private static Func<IServiceProvider, T> Activator<T>(Type type)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!typeof(T).IsAssignableFrom(type) || type.IsAbstract || type.ContainsGenericParameters)
            throw new ArgumentException($"'{type}' must be a concrete class that implements {typeof(T).Name}.", nameof(type));

        return services => (T)ActivatorUtilities.GetServiceOrCreateInstance(services, type);
    }

    private static TaskName NameOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.GetCustomAttribute<DurableTaskAttribute>() is { Name.Name: { Length: > 0 } name } ? name : type.Name;
    }

    private static TaskVersion VersionOf(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.GetCustomAttribute<DurableTaskAttribute>()?.Version;
    }
}
