using System.Text.Json;
using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Inspection;

/// <summary>A run as it is shown to people and programs. Times are UTC; what a run does not have is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Workflow">The orchestrator.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CreatedAt">When it was started.</param>
/// <param name="UpdatedAt">When its stored row last changed.</param>
public sealed record RunDescription(string Id, string Workflow, OrchestrationRuntimeStatus Status, DateTime CreatedAt, DateTime UpdatedAt)
{
    /// <summary>Its version.</summary>
    public string? Version { get; init; }

    /// <summary>When its next timer is due, or its start; null when the engine must look at it at once, or only a message can wake it.</summary>
    public DateTime? WakesAt { get; init; }

    /// <summary>The run that called it.</summary>
    public string? ParentId { get; init; }

    /// <summary>Runs it called, at most as many as were asked for.</summary>
    public IReadOnlyList<string>? Children { get; init; }

    /// <summary>The run it was forked from.</summary>
    public ForkOrigin? ForkedFrom { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Its custom status.</summary>
    public JsonElement? CustomStatus { get; init; }

    /// <summary>Its input.</summary>
    public JsonElement? Input { get; init; }

    /// <summary>Its result, or what it was terminated with.</summary>
    public JsonElement? Output { get; init; }

    /// <summary>Why it failed.</summary>
    public FailureView? Failure { get; init; }

    /// <summary>Why it waits; null when that was not asked for.</summary>
    public RunWait? Wait { get; init; }
}

/// <summary>Where a fork comes from.</summary>
/// <param name="Run">The source.</param>
/// <param name="Event">The event at which it left the source's path.</param>
public sealed record ForkOrigin(string Run, int Event);
