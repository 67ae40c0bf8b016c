namespace Runtime.Engine.History;

/// <summary>The code called an activity.</summary>
/// <param name="TaskId">The task that waits for it.</param>
/// <param name="Name">The activity.</param>
/// <param name="Version">The version to run; empty when none.</param>
/// <param name="Input">The serialised input.</param>
public sealed record ActivityScheduled(int TaskId, string Name, string Version, string? Input) : HistoryEvent
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.ActivityScheduled;

    /// <summary>Which attempt of its retry policy this is, from 1.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>How many attempts the policy allows; 0 when a handler decides.</summary>
    public int AttemptsMax { get; init; } = 1;

    /// <summary>The task of the first attempt, which all attempts share their heartbeat with.</summary>
    public int FirstTaskId { get; init; } = TaskId;
}
