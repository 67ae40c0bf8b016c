namespace Microsoft.DurableTask.Entities;

/// <summary>What an entity may do beside changing its state. It happens only if the operation succeeds.</summary>
public abstract class TaskEntityContext
{
    /// <summary>Id of this entity.</summary>
    public abstract EntityInstanceId Id { get; }

    /// <summary>Signals an entity without input.</summary>
    public virtual void SignalEntity(EntityInstanceId id, string operationName, SignalEntityOptions options) =>
        SignalEntity(id, operationName, input: null, options);

    /// <summary>Signals an entity.</summary>
    public abstract void SignalEntity(
        EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null);

    /// <summary>Starts an orchestration without input and returns its instance id at once.</summary>
    public virtual string ScheduleNewOrchestration(TaskName name, StartOrchestrationOptions options) =>
        ScheduleNewOrchestration(name, input: null, options);

    /// <summary>Starts an orchestration and returns its instance id at once.</summary>
    public abstract string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null);
}
