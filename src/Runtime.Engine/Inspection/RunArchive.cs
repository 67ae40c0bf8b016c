using Microsoft.DurableTask.Client;

namespace Runtime.Engine.Inspection;

/// <summary>Runs and entities as one file, to carry on elsewhere. JSON; chunks and events are Base64 of their form on disk.</summary>
/// <param name="Format">The shape of the file; this program writes and reads 1.</param>
/// <param name="ExportedAt">When it was written (UTC).</param>
/// <param name="Runs">The run that was asked for first, then its sub-orchestrations and the entities they call.</param>
public sealed record RunArchive(int Format, DateTime ExportedAt, IReadOnlyList<ArchivedRun> Runs)
{
    /// <summary>The shape this program writes and reads.</summary>
    public const int CurrentFormat = 1;
}

/// <summary>One run or entity of an archive.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The orchestrator or entity.</param>
/// <param name="Version">Its version; empty when none.</param>
public sealed record ArchivedRun(string Id, string Name, string Version)
{
    /// <summary>The present execution's number, which messages name.</summary>
    public long Execution { get; init; }

    /// <summary>Where it stands.</summary>
    public OrchestrationRuntimeStatus Status { get; init; }

    /// <summary>When it was started (UTC).</summary>
    public DateTime CreatedAt { get; init; }

    /// <summary>When its last turn ran (UTC).</summary>
    public DateTime UpdatedAt { get; init; }

    /// <summary>When it needs the engine (UTC ticks; 0 at once); null when only a message can wake it.</summary>
    public long? WakeAt { get; init; }

    /// <summary>The custom status as JSON.</summary>
    public string? CustomStatus { get; init; }

    /// <summary>The parent's id.</summary>
    public string? ParentId { get; init; }

    /// <summary>Its tags.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Its turns in order.</summary>
    public IReadOnlyList<byte[]> Chunks { get; init; } = [];

    /// <summary>Messages on their way to it.</summary>
    public IReadOnlyList<ArchivedMessage> Messages { get; init; } = [];
}

/// <summary>A message on its way.</summary>
/// <param name="ForExecution">The execution it is meant for; 0 for whichever is there.</param>
/// <param name="Event">The event as it stands on disk.</param>
public sealed record ArchivedMessage(long ForExecution, byte[] Event);
