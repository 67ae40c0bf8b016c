namespace Microsoft.DurableTask.Worker;

/// <summary>Decides whether the worker takes an orchestration.</summary>
[Obsolete("Experimental")]
public interface IOrchestrationFilter
{
    /// <summary>True when the orchestration may run here.</summary>
    ValueTask<bool> IsOrchestrationValidAsync(OrchestrationFilterParameters info, CancellationToken cancellationToken = default);
}
