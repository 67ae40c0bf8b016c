namespace Runtime.Engine.History;

/// <summary>The execution began, or will begin at <see cref="StartAt"/>.</summary>
/// <param name="Name">The orchestrator.</param>
/// <param name="Version">The version asked for; empty when none was.</param>
/// <param name="Input">The serialised input.</param>
public sealed record ExecutionStarted(string Name, string Version, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ExecutionStarted;

    /// <summary>The parent that waits for the outcome; null at the root.</summary>
    public ParentLink? Parent { get; init; }

    /// <summary>Not to run before this time (UTC); null means now.</summary>
    public DateTime? StartAt { get; init; }

    /// <summary>The run whose id deterministic GUIDs are made from; null for this run's own. A fork keeps its source's.</summary>
    public string? GuidSeed { get; init; }

    /// <summary>The W3C trace context of the start; null when nobody traces.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Tags given at the start; null when none were.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }
}
