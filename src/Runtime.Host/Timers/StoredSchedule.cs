namespace Runtime.Host.Timers;

/// <summary>What is kept of a timer function between processes.</summary>
/// <param name="Schedule">The identity of the schedule it was computed from.</param>
/// <param name="Last">The last run; null when there was none.</param>
/// <param name="Next">When it is due; null when it never is again.</param>
/// <param name="LastUpdated">When this was written.</param>
internal sealed record StoredSchedule(string Schedule, DateTimeOffset? Last, DateTimeOffset? Next, DateTimeOffset LastUpdated);
