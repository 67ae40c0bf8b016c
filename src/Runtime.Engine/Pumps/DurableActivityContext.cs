using Microsoft.DurableTask;

namespace Runtime.Engine.Pumps;

/// <summary>The context that activities get on the embedded engine: Durable Task's, and what a single process can add to it.</summary>
public sealed class DurableActivityContext : TaskActivityContext
{
    internal DurableActivityContext(TaskName name, string instanceId, int taskId, long execution, CancellationToken cancellationToken)
    {
        Name = name;
        InstanceId = instanceId;
        TaskId = taskId;
        CancellationToken = cancellationToken;
        this.execution = execution;
    }

    private readonly long execution;

    /// <inheritdoc/>
    public override TaskName Name { get; }

    /// <inheritdoc/>
    public override string InstanceId { get; }

    /// <summary>The orchestrator's task that waits for this activity.</summary>
    public int TaskId { get; }

    /// <summary>Cancelled when the engine stops; the activity then runs again after the next start.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The same for every attempt after a crash, and different for every other call: a key for effects that must happen once.</summary>
    public string IdempotencyKey => $"{InstanceId}:{execution:x}:{TaskId}";
}
