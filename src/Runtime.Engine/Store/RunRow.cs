using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Store;

/// <summary>What is stored of a run beside its history. Input and output stand in the history alone.</summary>
/// <param name="Number">The run's number in the hub.</param>
/// <param name="Id">The instance id.</param>
/// <param name="Name">The orchestrator.</param>
/// <param name="Version">Its version; empty when none.</param>
public sealed record RunRow(long Number, string Id, string Name, string Version)
{
    /// <summary>The present execution; it changes when the run continues as new.</summary>
    public long Execution { get; init; }

    /// <summary>Where the run stands.</summary>
    public OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>When the run was started (UTC).</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When the run's last turn ran (UTC).</summary>
    public DateTime UpdatedAt { get; init; }

    /// <summary>When the engine must look at the run (UTC ticks): 0 at once, null when only a message can wake it.</summary>
    public long? WakeAt { get; init; }

    /// <summary>The custom status as JSON; null when there is none.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The parent's instance id; null at the root.</summary>
    public string? ParentId { get; init; }

    /// <summary>Tags given at the start; null when there are none.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Whether nothing more will happen to the run.</summary>
    public bool IsFinished => IsFinal(Status);

    /// <summary>Whether a status is final.</summary>
    /// <param name="status">The status.</param>
    /// <returns>True for Completed, Failed, Terminated and Canceled.</returns>
    public static bool IsFinal(OrchestrationRuntimeStatus status) => status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated or (OrchestrationRuntimeStatus)4;
}
