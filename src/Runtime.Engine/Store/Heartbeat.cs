namespace Runtime.Engine.Store;

/// <summary>How far an activity has come, for its next attempt to read.</summary>
/// <param name="RunNumber">The run's number.</param>
/// <param name="TaskId">The first attempt's task.</param>
/// <param name="Progress">What the activity said, serialised.</param>
public sealed record Heartbeat(long RunNumber, int TaskId, string? Progress);
