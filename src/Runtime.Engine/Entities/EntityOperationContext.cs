using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Microsoft.DurableTask.Internal;
using Runtime.Engine.History;

namespace Runtime.Engine.Entities;

/// <summary>What entity code may send while it runs an operation.</summary>
internal sealed class EntityOperationContext(EntityInstanceId id, DataConverter converter, Func<string> newId) : TaskEntityContext
{
    public override EntityInstanceId Id => id;

    /// <summary>Targets and what they receive, in the order they were sent.</summary>
    public List<(string Target, HistoryEvent Event)> Sent { get; } = [];

    public override void SignalEntity(EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(operationName);
        Sent.Add((id.ToString(), new EntityOperationRequested(operationName, converter.Serialize(input)) { DueAt = options?.SignalTime?.UtcDateTime }));
    }

    public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
    {
        if (options?.InstanceId is { } given)
            InstanceIdRules.ThrowIfInvalid(given, nameof(options));
        var target = options?.InstanceId ?? newId();
        Sent.Add((target, new ExecutionStarted(name.Name, options?.Version?.Version ?? "", converter.Serialize(input))
        {
            StartAt = options?.StartAt?.UtcDateTime,
            Tags = options?.Tags is { Count: > 0 } tags ? tags : null,
        }));
        return target;
    }
}
