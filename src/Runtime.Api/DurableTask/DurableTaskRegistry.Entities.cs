using Microsoft.DurableTask.Entities;

namespace Microsoft.DurableTask;

public sealed partial class DurableTaskRegistry
{
    /// <summary>Adds an entity; the factory is called with the services of each execution.</summary>
    /// <exception cref="ArgumentException">The name is empty or taken. The same holds for every method here.</exception>
    public DurableTaskRegistry AddEntity(TaskName name, Func<IServiceProvider, ITaskEntity> factory)
    {
        entities.Add(name, TaskVersion.Unversioned, factory);
        return this;
    }

    /// <summary>Adds an entity class under a name; its services are injected.</summary>
    public DurableTaskRegistry AddEntity(TaskName name, Type type) => AddEntity(name, Activator<ITaskEntity>(type));

    /// <summary>Adds an entity class under its own name.</summary>
    public DurableTaskRegistry AddEntity(Type type) => AddEntity(NameOf(type), type);

    /// <summary>Adds an entity class under a name; its services are injected.</summary>
    public DurableTaskRegistry AddEntity<TEntity>(TaskName name)
        where TEntity : class, ITaskEntity => AddEntity(name, typeof(TEntity));

    /// <summary>Adds an entity class under its own name.</summary>
    public DurableTaskRegistry AddEntity<TEntity>()
        where TEntity : class, ITaskEntity => AddEntity(typeof(TEntity));

    /// <summary>Adds one object that serves every execution under a name.</summary>
    public DurableTaskRegistry AddEntity(TaskName name, ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AddEntity(name, _ => entity);
    }

    /// <summary>Adds one object that serves every execution, under the name of its class.</summary>
    public DurableTaskRegistry AddEntity(ITaskEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return AddEntity(NameOf(entity.GetType()), entity);
    }
}
