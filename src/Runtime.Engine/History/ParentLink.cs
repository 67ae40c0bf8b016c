namespace Runtime.Engine.History;

/// <summary>Where a sub-orchestration's outcome goes.</summary>
/// <param name="InstanceId">The parent's instance id.</param>
/// <param name="Name">The parent's orchestrator name.</param>
/// <param name="Execution">The parent's execution that waits; an outcome for another execution is dropped.</param>
/// <param name="TaskId">The parent's task that waits.</param>
public sealed record ParentLink(string InstanceId, string Name, long Execution, int TaskId);
